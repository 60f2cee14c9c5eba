/** The parent's half of the health checkers: settings in, events and owed commands out. */
import type { CheckEvent, OwedCommand } from '../check/events.ts'
import type { Native } from '../io/native.ts'
import type { LvsSettings } from '../lvs/settings.ts'
import type { ProcessesSettings } from '../settings/global/settings.ts'
import type { DaemonEvent } from './events.ts'
import type { FromChecker, ToChecker } from './messages.ts'
import { openSide } from './side.ts'

/** What the checker is configured with. */
export interface CheckerWork {
  readonly lvs: LvsSettings
  readonly processes: ProcessesSettings
}

export interface CheckerSideOptions {
  readonly native: Native
  readonly pidFile: string
  readonly respawn: boolean
  readonly settings: CheckerWork
  tell(event: DaemonEvent): void
  onEvent(event: CheckEvent): void
  onOwed(owed: OwedCommand): void
  onConfigured(): void
  onFatal(status: number): void
}

export interface CheckerSide {
  configure(work: CheckerWork): void
  end(): Promise<void>
}

export function openCheckerSide(options: CheckerSideOptions): CheckerSide {
  let work = options.settings
  const configure = () =>
    side.send({ is: 'configure', settings: work.lvs, process: work.processes.workers.checker })
  const side = openSide<ToChecker, FromChecker>({
    ...options,
    worker: 'Healthcheck',
    entry: 'checker',
    // Its services stay in the kernel and go on forwarding; the next worker finds them.
    onDied: () => undefined,
    onMessage: (message) => {
      switch (message.is) {
        case 'loaded':
          return configure()
        case 'configured':
          return options.onConfigured()
        case 'event':
          return options.onEvent(message.event)
        case 'process':
          return options.tell(message.event)
        case 'owes':
          return options.onOwed(message.owed)
        case 'pong':
        case 'stopped':
          return
      }
    },
  })
  return {
    configure: (next) => {
      work = next
      configure()
    },
    end: () => side.end(work.processes.childWait),
  }
}
