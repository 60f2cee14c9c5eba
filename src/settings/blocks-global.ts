/** global_defs and what stands at the top level without a block: keepalived.conf(5), GLOBAL CONFIGURATION. */
import { block, type Row, unread } from '../conf/rows.ts'
import { type VrrpDefaultsDraft, vrrpDefaultsRows } from '../vrrp/defaults-rows.ts'
import { type GlobalDraft, globalRows } from './global-rows.ts'

export interface WholeGlobal extends GlobalDraft, VrrpDefaultsDraft {}

export interface GlobalBlocks {
  readonly global: WholeGlobal
}

export function emptyGlobalBlocks(): GlobalBlocks {
  return { global: { mailTo: [], announce: {} } }
}

/** In another namespace than the one that was meant, everything would be done to the wrong host. */
function refusedNamespace(keyword: string): Row<GlobalBlocks> {
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

export const globalBlocks: readonly Row<GlobalBlocks>[] = [
  ...['net_namespace', 'net_namespace_ipvs'].map(refusedNamespace),
  block('global_defs', {
    parameters: '',
    about: 'What holds for everything',
    rows: [...globalRows, ...vrrpDefaultsRows] as readonly Row<WholeGlobal>[],
    open: (_statement, draft: GlobalBlocks) => draft.global,
  }),
]
