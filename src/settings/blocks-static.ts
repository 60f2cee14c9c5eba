/** Addresses, routes and rules outside instances, and their groups: keepalived.conf(5), STATIC. */
import type { Row } from '../conf/rows.ts'

// biome-ignore lint/suspicious/noEmptyInterface: filled by the blocks of this file
export interface StaticBlocks {}

export function emptyStaticBlocks(): StaticBlocks {
  return {}
}

export const staticBlocks: readonly Row<StaticBlocks>[] = []
