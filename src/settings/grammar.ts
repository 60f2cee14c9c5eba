/**
 * All rooms' rows as one grammar, and the draft of a whole configuration that they fill. The one place where
 * rooms meet; knows which block stands in which.
 */
import type { Span } from '../base/span.ts'
import { type CheckDraft, checkRows, type TimingDraft, timingRows } from '../check/rows.ts'
import { block, type Given, type Row, type Scene, unread } from '../conf/rows.ts'
import type { Statement } from '../conf/tree.ts'
import {
  type RealServerDraft,
  readServerHead,
  realServerRows,
  type VirtualServerDraft,
  virtualServerRows,
} from '../lvs/rows.ts'
import type { Forwarding } from '../lvs/settings.ts'
import { type NotifyDraft, notifyRows } from '../notify/rows.ts'
import { type ScriptDraft, scriptRows, type TrackScriptDraft, trackScriptRow } from '../track/rows.ts'
import {
  authenticationRows,
  type GroupDraft,
  groupRows,
  type InstanceDraft,
  instanceRows,
  type VrrpDefaultsDraft,
  vrrpDefaultsRows,
} from '../vrrp/rows.ts'
import { type GlobalDraft, globalRows } from './global-rows.ts'

export interface WholeGlobal extends GlobalDraft, VrrpDefaultsDraft {}
export interface WholeInstance extends InstanceDraft, NotifyDraft {
  readonly trackScripts: TrackScriptDraft[]
  /** As written, also what no row has read. */
  readonly statements: readonly Statement[]
}
export interface WholeGroup extends GroupDraft, NotifyDraft {}
export interface WholeRealServer extends RealServerDraft, TimingDraft {
  readonly checks: CheckDraft[]
  /** The method of the virtual server where this block opens: it decides whether the family may differ. */
  readonly methodBefore: Given<Forwarding> | undefined
}
export interface WholeVirtualServer extends VirtualServerDraft, TimingDraft {
  readonly realServers: WholeRealServer[]
}

export interface Draft {
  readonly global: WholeGlobal
  readonly instances: WholeInstance[]
  readonly groups: WholeGroup[]
  readonly scripts: ScriptDraft[]
  readonly services: WholeVirtualServer[]
}

export function emptyDraft(): Draft {
  return {
    global: { mailTo: [], announce: {} },
    instances: [],
    groups: [],
    scripts: [],
    services: [],
  }
}

const authentication: Row<WholeInstance> = block('authentication', {
  parameters: '',
  about: 'Authentication of VRRP version 2',
  rows: authenticationRows,
  open: (_statement, draft: WholeInstance) => draft,
})

const realServer: Row<WholeVirtualServer> = block('real_server', {
  parameters: 'ADDRESS [PORT]',
  about: 'A server behind the virtual one',
  rows: [...realServerRows, ...timingRows('real_server'), ...checkRows] as readonly Row<WholeRealServer>[],
  open: (statement, draft: WholeVirtualServer, scene): WholeRealServer | undefined => {
    const head = readServerHead(statement, scene)
    return head && { head, timing: {}, checks: [], methodBefore: draft.forwarding }
  },
  close: (server, draft) => {
    draft.realServers.push(server)
  },
})

/** In another namespace than the one that was meant, everything would be done to the wrong host. */
function refusedNamespace(keyword: string): Row<Draft> {
  return unread(keyword, {
    shape: 'line',
    about: 'Not in keepalived-ts yet: a configuration that asks for it is refused',
    note: (_draft, at, scene) =>
      scene.report({
        code: 'not-yet',
        severity: 'error',
        span: at,
        message: `keepalived-ts cannot enter a network namespace by ${keyword} yet`,
        instead:
          'nothing runs: start it inside, with `ip netns exec NAME keepalived-ts`, and take the line out',
        fatal: true,
      }),
  })
}

/** What may stand at the top level. */
export const grammar: readonly Row<Draft>[] = [
  ...['net_namespace', 'net_namespace_ipvs'].map(refusedNamespace),
  block('global_defs', {
    parameters: '',
    about: 'What holds for everything',
    rows: [...globalRows, ...vrrpDefaultsRows] as readonly Row<WholeGlobal>[],
    open: (_statement, draft: Draft) => draft.global,
  }),
  block('vrrp_sync_group', {
    parameters: 'NAME',
    about: 'Instances that change state together',
    rows: [...groupRows, ...notifyRows] as readonly Row<WholeGroup>[],
    open: (statement, draft: Draft, scene): WholeGroup | undefined => {
      const name = oneName(statement, draft.groups, scene)
      return name && { name, members: [], notify: {} }
    },
    close: (group, draft) => {
      draft.groups.push(group)
    },
  }),
  block('vrrp_instance', {
    parameters: 'NAME',
    about: 'One virtual router',
    rows: [...instanceRows, authentication, trackScriptRow, ...notifyRows] as readonly Row<WholeInstance>[],
    open: (statement, draft: Draft, scene): WholeInstance | undefined => {
      const name = oneName(statement, draft.instances, scene)
      return (
        name && {
          name,
          addresses: [],
          excluded: [],
          announce: {},
          refusals: [],
          notify: {},
          trackScripts: [],
          statements: statement.block?.statements ?? [],
        }
      )
    },
    close: (instance, draft) => {
      draft.instances.push(instance)
    },
  }),
  block('vrrp_script', {
    parameters: 'NAME',
    about: 'A command whose exit status instances follow',
    rows: scriptRows,
    open: (statement, draft: Draft, scene): ScriptDraft | undefined => {
      const name = oneName(statement, draft.scripts, scene)
      return name && { name }
    },
    close: (script, draft) => {
      draft.scripts.push(script)
    },
  }),
  block('virtual_server', {
    parameters: 'ADDRESS [PORT]',
    about: 'A service of the kernel load balancer',
    rows: [
      ...virtualServerRows,
      ...timingRows('virtual_server'),
      realServer,
    ] as readonly Row<WholeVirtualServer>[],
    open: openService,
    close: (service, draft) => {
      draft.services.push(service)
    },
  }),
]

function openService(statement: Statement, _draft: Draft, scene: Scene): WholeVirtualServer | undefined {
  const word = statement.words[1]
  if (word?.text === 'fwmark' || word?.text === 'group') {
    scene.report({
      code: 'no-effect-yet',
      severity: 'error',
      span: word.span,
      message: `virtual_server ${word.text} is known to keepalived, but not to keepalived-ts yet`,
      instead: 'the virtual server is left out',
    })
    return undefined
  }
  const head = readServerHead(statement, scene)
  return head && { head, timing: {}, realServers: [] }
}

/** Exactly one name that nobody has yet; otherwise the block is left out, as in keepalived. */
function oneName(
  statement: Statement,
  taken: readonly { readonly name: Given<string> }[],
  scene: Scene,
): Given<string> | undefined {
  const [keyword, word, extra] = statement.words
  const refuse = (code: string, message: string, span: Span): undefined => {
    scene.report({
      code,
      severity: 'error',
      span,
      message,
      instead: `this ${keyword.text} is left out with its whole block`,
    })
  }
  if (word === undefined) return refuse('missing-parameter', `${keyword.text} lacks its name`, keyword.span)
  if (extra !== undefined) return refuse('name-of-two-words', `${keyword.text} has one name`, extra.span)
  const first = taken.find((other) => other.name.value === word.text)
  if (first === undefined) return { value: word.text, at: word.span }
  const message = `${keyword.text} ${word.text} is there already, in line ${first.name.at.line}`
  return refuse('name-taken', message, word.span)
}
