/** What signals mean to the parent, keepalived(8), SIGNALS. Node cannot receive real-time signals. */

export interface SignalHandlers {
  reload(): void
  stop(): void
  statistics(): void
  ignored(signal: string, text: string): void
  readonly stopOnInterrupt: boolean
}

/** Numbers that `--signum` prints, by name; those that `ignored` are not acted upon yet. */
export const signalNumbers: Readonly<Record<string, number>> = {
  STOP: 15,
  RELOAD: 1,
  DATA: 10,
  STATS: 12,
  STATS_CLEAR: 63,
  JSON: 36,
}

/**
 * From now on none of them ends the process. Those that come before `receiveSignals`, in the same turn of the
 * event loop, reach its handlers: whoever finds our pid file may send them at once.
 */
export function holdSignals(): void {
  const held: readonly NodeJS.Signals[] = ['SIGHUP', 'SIGTERM', 'SIGINT', 'SIGUSR1', 'SIGUSR2']
  for (const signal of held) process.on(signal, () => undefined)
}

export function receiveSignals(handlers: SignalHandlers): { close(): void } {
  const actions: readonly (readonly [NodeJS.Signals, () => void])[] = [
    ['SIGHUP', handlers.reload],
    ['SIGTERM', handlers.stop],
    ['SIGINT', () => (handlers.stopOnInterrupt ? handlers.stop() : undefined)],
    ['SIGUSR1', () => handlers.ignored('SIGUSR1', 'keepalived.data is not written yet')],
    ['SIGUSR2', handlers.statistics],
    ['SIGPIPE', () => undefined],
  ]
  for (const [signal, action] of actions) process.on(signal, action)
  return {
    close: () => {
      for (const [signal, action] of actions) process.off(signal, action)
    },
  }
}
