/**
 * Transactions with nf_tables over netlink, all of the messages or none, and an ear for tables that are
 * deleted. Knows no rule and keeps nothing.
 */
import { err, ok, type Result } from '../base/result.ts'
import { asTransaction, decodeDeletedTable, type TableName } from '../netlink/nftables.ts'
import type { Failure } from './failure.ts'
import type { Native } from './native.ts'
import { type Monitor, type NetlinkCalls, openNetlink, openNftablesMonitor } from './netlink.ts'

export interface Nftables {
  /** Netlink port: notifications of what this socket changed carry it. */
  readonly port: number
  /**
   * Carries out the messages as one transaction, however many; undefined: it is done. A kernel without
   * nf_tables answers with EOPNOTSUPP, or ENOENT for an expression that it has not; EMSGSIZE: too long.
   */
  commit(messages: readonly Uint8Array[]): Failure | undefined
  close(): void
}

const noAnswer = 'ENOMSG'

/** Fails where the kernel has no netfilter at all (EPROTONOSUPPORT). */
export function openNftables(native: NetlinkCalls): Result<Nftables, Failure> {
  const opened = openNetlink(native, 'netfilter')
  if (!opened.ok) return err(opened.error)
  const socket = opened.value
  return ok({
    port: socket.port,
    commit: (messages) => {
      if (messages.length === 0) return undefined
      const whole = asTransaction(messages)
      const failures = socket.exchangeWhole(whole).flatMap((answer, at) => {
        if (answer.is === 'done') return []
        // Kernels before 6.10 do not acknowledge the two messages around; what they refuse they do answer.
        const isFrame = at === 0 || at === whole.length - 1
        return isFrame && answer.failure.code === noAnswer ? [] : [answer.failure]
      })
      // A refused one takes the others along, which then have no answer: it is the one to tell of.
      const failure = failures.find(({ code }) => code !== noAnswer) ?? failures[0]
      return failure && { ...failure, doing: 'changing nftables' }
    },
    close: () => socket.close(),
  })
}

export interface TableWatchListener {
  /** `port`: of the socket that did it. */
  onDeleted(name: TableName, port: number): void
  /** Something was not heard. */
  onOverrun(): void
}

/** From now on tells of tables that anybody deletes. */
export function watchTables(native: Native, listener: TableWatchListener): Result<Monitor, Failure> {
  return openNftablesMonitor(native, {
    onMessages: (messages) => {
      for (const message of messages) {
        const name = decodeDeletedTable(message)
        if (name !== undefined) listener.onDeleted(name, message.port)
      }
    },
    onOverrun: listener.onOverrun,
  })
}
