/**
 * Tables of the firewall that somebody else deletes, as `nft flush ruleset` does: noticed at once and made
 * again, but not for ever, for that may be another daemon which wants them for itself. Knows no rule.
 */
import type { Family } from '../../base/address.ts'
import { type Micros, minus, seconds } from '../../base/time.ts'
import type { TableWatchListener } from '../../io/nftables.ts'
import type { TableName } from '../../netlink/nftables.ts'

/** So often in so much time; then they stay away until the configuration is read again. */
const restoredMax = 5
const restoredWithin = seconds(60)

export interface TableGuardOptions {
  /** Undefined: the kernel does not tell. */
  watch(listener: TableWatchListener): { close(): void } | undefined
  now(): Micros
  /** Runs it in a later turn. */
  later(run: () => void): void
  /** Whether the table is one of ours that should be there, and its deletion was not ours. */
  isMissed(name: TableName, port: number): boolean
  /** Of one transaction, or all that there are when something was not heard. */
  restore(families: ReadonlySet<Family>): void
  onLost(outcome: 'restored' | 'given-up'): void
}

export interface TableGuard {
  /** Listens only while there are tables. */
  follow(hasTables: boolean): void
  /** The configuration was read: what was given up is tried again. */
  renew(): void
}

const families: readonly Family[] = ['ipv4', 'ipv6']

export function openTableGuard(options: TableGuardOptions): TableGuard {
  let watch: { close(): void } | undefined
  let lost = new Set<Family>()
  let restoredAt: readonly Micros[] = []
  let isGivenUp = false
  const restore = () => {
    const some = lost
    lost = new Set()
    if (watch === undefined || isGivenUp || some.size === 0) return
    const now = options.now()
    restoredAt = restoredAt.filter((at) => minus(now, at) < restoredWithin)
    isGivenUp = restoredAt.length >= restoredMax
    if (isGivenUp) return options.onLost('given-up')
    restoredAt = [...restoredAt, now]
    options.restore(some)
    options.onLost('restored')
  }
  const lose = (some: readonly Family[]) => {
    if (some.length === 0) return
    // A flush deletes them all, and each is told by itself.
    if (lost.size === 0) options.later(restore)
    for (const family of some) lost.add(family)
  }
  const listener: TableWatchListener = {
    onDeleted: (name, port) => lose(options.isMissed(name, port) ? [name.family] : []),
    onOverrun: () => lose(families),
  }
  return {
    follow: (hasTables) => {
      if (hasTables) watch ??= options.watch(listener)
      else {
        watch?.close()
        watch = undefined
      }
    },
    renew: () => {
      isGivenUp = false
      restoredAt = []
    },
  }
}
