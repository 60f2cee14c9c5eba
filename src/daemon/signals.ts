/** What signals mean to the parent: keepalived(8), SIGNALS. */
import type { Native } from '../io/native.ts'

export interface SignalHandlers {
  reload(): void
  stop(): void
  /** SIGUSR1: keepalived.data. */
  data(): void
  /** SIGUSR2, and STATS_CLEAR with `clear`: keepalived.stats. */
  statistics(clear: boolean): void
  /** keepalived.json. */
  json(): void
  readonly stopOnInterrupt: boolean
}

/** Numbers that `--signum` prints, by name. */
export const signalNumbers = {
  STOP: 15,
  RELOAD: 1,
  DATA: 10,
  STATS: 12,
  STATS_CLEAR: 63,
  JSON: 36,
} as const

/**
 * From now on none of them ends the process. Those that come before `receiveSignals`, in the same turn of the
 * event loop, reach its handlers: whoever finds our pid file may send them at once.
 */
export function holdSignals(): void {
  const held: readonly NodeJS.Signals[] = ['SIGHUP', 'SIGTERM', 'SIGINT', 'SIGUSR2', 'SIGPIPE']
  for (const signal of held) process.on(signal, () => undefined)
}

/** The same for those that Node has no names for, and for SIGUSR1, which Node keeps for itself. */
export function holdNumberedSignals(native: Native): void {
  for (const name of ['DATA', 'STATS_CLEAR', 'JSON'] as const)
    native.onSignal(signalNumbers[name], () => undefined)
}

export function receiveSignals(native: Native, handlers: SignalHandlers): { close(): void } {
  const actions: readonly (readonly [NodeJS.Signals, () => void])[] = [
    ['SIGHUP', handlers.reload],
    ['SIGTERM', handlers.stop],
    ['SIGINT', () => (handlers.stopOnInterrupt ? handlers.stop() : undefined)],
    ['SIGUSR2', () => handlers.statistics(false)],
  ]
  for (const [signal, action] of actions) process.on(signal, action)
  native.onSignal(signalNumbers.DATA, handlers.data)
  native.onSignal(signalNumbers.STATS_CLEAR, () => handlers.statistics(true))
  native.onSignal(signalNumbers.JSON, handlers.json)
  return {
    close: () => {
      for (const [signal, action] of actions) process.off(signal, action)
      holdNumberedSignals(native)
    },
  }
}
