/** virtual_server and what stands in it: keepalived.conf(5), LVS CONFIGURATION. */
import { type CheckDraft, checkRows, type TimingDraft, timingRows } from '../check/rows.ts'
import { block, type Given, type Row, type Scene } from '../conf/rows.ts'
import type { Statement } from '../conf/tree.ts'
import {
  type RealServerDraft,
  readServerHead,
  realServerRows,
  type VirtualServerDraft,
  virtualServerRows,
} from '../lvs/rows.ts'
import type { Forwarding } from '../lvs/settings.ts'

export interface WholeRealServer extends RealServerDraft, TimingDraft {
  readonly checks: CheckDraft[]
  /** The method of the virtual server where this block opens: it decides whether the family may differ. */
  readonly methodBefore: Given<Forwarding> | undefined
}
export interface WholeVirtualServer extends VirtualServerDraft, TimingDraft {
  readonly realServers: WholeRealServer[]
}

export interface LvsBlocks {
  readonly services: WholeVirtualServer[]
}

export function emptyLvsBlocks(): LvsBlocks {
  return { services: [] }
}

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

export const lvsBlocks: readonly Row<LvsBlocks>[] = [
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

function openService(statement: Statement, _draft: LvsBlocks, scene: Scene): WholeVirtualServer | undefined {
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
