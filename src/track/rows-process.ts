/** vrrp_track_process: whether a program runs. keepalived.conf(5), VRRP track processes. */
import { readOne } from '../conf/bind.ts'
import { flag, noteExtra, type Row, type Scene, setting, words } from '../conf/rows.ts'
import type { Statement } from '../conf/tree.ts'
import { integer, seconds } from '../conf/values.ts'
import type { Word } from '../conf/words.ts'
import { definition, type ProcessDraft } from './drafts.ts'
import type { TrackKind } from './kind.ts'
import { readFirstWeight, wideWeightMax } from './weight.ts'

const limit = { max: wideWeightMax, corrected: () => undefined } as const
const delay = seconds({ min: 0.000001, max: 3600, digits: 6 })

const rows: readonly Row<ProcessDraft>[] = [
  words('process', {
    parameters: 'NAME [PARAMETER]...',
    least: 1,
    repeat: 'first-wins',
    about: 'Name or path of the program; with parameters only processes that have them count',
    read: (statement, draft: ProcessDraft) => {
      const [, name, ...parameters] = statement.words
      if (name === undefined) return
      const value = { name: name.text, parameters: parameters.map((word) => word.text) }
      draft.process = { value, at: name.span }
    },
  }),
  words('param_match', {
    parameters: '[initial|partial]',
    least: 0,
    about: 'How parameters are compared: exactly; partial: only the first ones; initial: the last may go on',
    default: 'all parameters, if any are given',
    read: readMatch,
  }),
  words('weight', {
    parameters: `NUMBER -${wideWeightMax}..${wideWeightMax} [reverse]`,
    least: 0,
    // A 0 that is said is like one that is not said.
    repeat: 'appends',
    judges: 'first-wins',
    about:
      'Change of the priority: a positive weight counts while enough run, a negative one else; 0: a fault',
    default: '0',
    read: (statement, draft: ProcessDraft, scene) => {
      const own = { ...limit, otherwise: 'the weight stays 0' }
      readFirstWeight(statement, { draft, limit: own, neutral: 0 }, scene)
    },
  }),
  ...quorumRows(),
  setting('delay', {
    kind: delay,
    about: 'Value of both fork_delay and terminate_delay',
    default: '0',
    put: (draft: ProcessDraft, { value }) => {
      draft.forkDelay = value
      draft.terminateDelay = value
    },
  }),
  setting('terminate_delay', {
    kind: delay,
    about: 'How long too few processes must run before it counts',
    default: '0',
    put: (draft: ProcessDraft, { value }) => {
      draft.terminateDelay = value
    },
  }),
  setting('fork_delay', {
    kind: delay,
    about: 'How long enough processes must run before it counts',
    default: '0',
    put: (draft: ProcessDraft, { value }) => {
      draft.forkDelay = value
    },
  }),
  flag('full_command', {
    about: 'Compare the program with the command line, not with the short name that the kernel keeps',
    put: (draft: ProcessDraft) => {
      draft.fullCommand = true
    },
  }),
]

/** Each is judged against the other as it stands when it is read, as in keepalived. */
function quorumRows(): readonly Row<ProcessDraft>[] {
  const least = integer({ min: 1, max: 65535 })
  const most = integer({ min: 0, max: 65535 })
  const refuse = (word: Word, message: string, scene: Scene) => {
    const instead = 'it is ignored'
    scene.report({ code: 'quorum-beyond-max', severity: 'error', span: word.span, message, instead })
  }
  const row = (
    keyword: 'quorum' | 'quorum_max',
    facts: { readonly about: string; readonly default: string },
  ): Row<ProcessDraft> => {
    const kind = keyword === 'quorum' ? least : most
    return words(keyword, {
      ...facts,
      parameters: kind.shape,
      least: 1,
      read: (statement, draft: ProcessDraft, scene) => {
        const [, word, ...extra] = statement.words
        if (word === undefined) return
        noteExtra(extra, scene)
        const value = readOne(word, { keyword, kind, fallback: undefined }, scene)
        if (value === undefined) return
        const quorum = keyword === 'quorum' ? value : draft.quorum?.value
        const max = keyword === 'quorum' ? draft.quorumMax?.value : value
        if (quorum !== undefined && max !== undefined && quorum > max) {
          refuse(word, `quorum ${quorum} is more than quorum_max ${max}`, scene)
        } else if (keyword === 'quorum') draft.quorum = { value, at: word.span }
        else draft.quorumMax = { value, at: word.span }
      },
    })
  }
  return [
    row('quorum', { about: 'Smallest number of processes that is enough', default: '1' }),
    row('quorum_max', {
      about: 'Largest number of processes that is not too many; 0: none may run',
      default: 'any number',
    }),
  ]
}

function readMatch(statement: Statement, draft: ProcessDraft, scene: Scene): void {
  const [, word, ...extra] = statement.words
  noteExtra(extra, scene)
  if (word === undefined) draft.match = 'exact'
  else if (word.text === 'initial' || word.text === 'partial') draft.match = word.text
  else {
    scene.report({
      code: 'not-a-value',
      severity: 'error',
      span: word.span,
      message: `param_match: "${word.text}" is neither initial nor partial`,
      instead: 'the statement is ignored',
    })
  }
}

export const processKind: TrackKind = {
  entries: 'track_process',
  into: 'trackProcesses',
  names: 'vrrp_track_process',
  about: 'Programs whose processes change the priority or, missing, are a fault',
  limit: { ...limit, otherwise: 'the weight of the vrrp_track_process counts' },
  noreverse: true,
  strayDirection: 'ignored',
  definition: definition<ProcessDraft>('vrrp_track_process', {
    about: 'A program whose processes are counted, for track_process',
    rows,
    begin: (named) => ({ ...named }),
    into: (drafts) => drafts.processes,
  }),
  later: false,
}
