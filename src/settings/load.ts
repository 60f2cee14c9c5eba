/**
 * From text to settings: the one door for whoever wants a configuration. Refuses to return settings when
 * something that everything hangs on is wrong; all else is corrected or left out, and said.
 */
import { bindRows } from '../conf/bind.ts'
import type { Diagnostic, Sources } from '../conf/diagnostics.ts'
import { type Encoding, expand, type FilePort } from '../conf/expand.ts'
import type { Unused } from '../conf/rows.ts'
import { parseTree, type Statement } from '../conf/tree.ts'
import { vocabularyOf } from '../conf/vocabulary.ts'
import { checkScripts, type ScriptFacts } from './checks-scripts.ts'
import { completeGlobal } from './complete-global.ts'
import { completeLvs } from './complete-lvs.ts'
import { completeVrrp } from './complete-vrrp.ts'
import { emptyDraft, grammar } from './grammar.ts'
import { laterWords } from './later.ts'
import { servicesThatRun } from './not-yet-lvs.ts'
import type { HostFacts, Settings } from './settings.ts'

export interface LoadInput {
  readonly file: string
  readonly text: string
  readonly encoding?: Encoding
  readonly read: FilePort
  /** Undefined: nothing that depends on this host is checked. */
  readonly host: HostFacts | undefined
  readonly scripts?: ScriptFacts
  /** `-i`, or the host name up to its first dot. */
  readonly id: string
}

export interface Loaded {
  /** Undefined exactly when `fatal`. */
  readonly settings: Settings | undefined
  readonly diagnostics: readonly Diagnostic[]
  readonly fatal: boolean
  /** Every file that was read, in that order, with its lines: for showing places. */
  readonly sources: Sources
  /** What the diagnostics are about, after includes, conditions and definitions: for the reprint. */
  readonly tree: readonly Statement[]
}

export function loadSettings(input: LoadInput): Loaded {
  const diagnostics: Diagnostic[] = []
  const report = (diagnostic: Diagnostic) => void diagnostics.push(diagnostic)
  const { lines, sources } = expand(input, report)
  const tree = parseTree(lines, report)
  const draft = emptyDraft()
  const vocabulary = vocabularyOf(grammar, laterWords)
  const unused = new Map<string, Unused>()
  bindRows(tree, { rows: grammar, draft }, { report, vocabulary, path: '', unused })
  for (const word of unused.values()) report(noEffectYet(word))
  const vrrp = completeVrrp(draft, input.host, report)
  const lvs = { services: servicesThatRun(completeLvs(draft, report).services, report) }
  checkScripts(draft, input.scripts, report)
  const fatal = diagnostics.some((diagnostic) => diagnostic.fatal === true)
  const settings = { global: completeGlobal(draft.global, report), ...vrrp, lvs }
  return { settings: fatal ? undefined : settings, diagnostics, fatal, sources, tree }
}

/** One line for each keyword, wherever and however often it stands. */
function noEffectYet({ keyword, path, at, places }: Unused): Diagnostic {
  const where = path === '' ? '' : ` in ${path.slice(path.lastIndexOf('/') + 1)}`
  const more = places === 1 ? '' : ` (here and in ${places - 1} other ${places === 2 ? 'place' : 'places'})`
  return {
    code: 'no-effect-yet',
    severity: 'warning',
    span: at,
    message: `${keyword}${where} is checked, but has no effect in keepalived-ts yet${more}`,
    instead: 'everything else goes on without it',
  }
}

/** Whether a running daemon must keep what it has instead of taking this. */
export function refusesReload(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error')
}
