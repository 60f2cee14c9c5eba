/** global_defs and what stands at the top level without a block: keepalived.conf(5), GLOBAL CONFIGURATION. */
import { block, type Row } from '../../conf/rows.ts'
import { type RootDraft, rootRows } from './root-rows.ts'
import { emptyGlobal, type GlobalDraft, globalRows } from './rows.ts'

export type WholeGlobal = GlobalDraft

export interface GlobalBlocks {
  readonly global: WholeGlobal
}

export function emptyGlobalBlocks(): GlobalBlocks {
  return { global: emptyGlobal() }
}

/** Lines at the top level fill the same draft as the block. */
function atTop(row: Row<RootDraft>): Row<GlobalBlocks> {
  return { ...row, read: (statement, draft, scene) => row.read(statement, draft.global, scene) }
}

export const globalBlocks: readonly Row<GlobalBlocks>[] = [
  ...rootRows.map(atTop),
  block('global_defs', {
    parameters: '',
    about: 'Settings of the daemon as a whole, and defaults for instances and servers',
    rows: globalRows,
    open: (_statement, draft: GlobalBlocks) => draft.global,
  }),
]
