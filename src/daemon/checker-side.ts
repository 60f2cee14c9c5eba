/** The parent's half of the health checkers: settings in, events and owed commands out. */
import { seconds } from '../base/time.ts'
import type { CheckEvent, OwedCommand } from '../check/events.ts'
import type { Native } from '../io/native.ts'
import type { LvsSettings } from '../lvs/settings.ts'
import type { DaemonEvent } from './events.ts'
import type { FromChecker, ToChecker } from './messages.ts'
import { openSide } from './side.ts'

export interface CheckerSideOptions {
  readonly native: Native
  readonly pidFile: string
  readonly respawn: boolean
  readonly settings: LvsSettings
  tell(event: DaemonEvent): void
  onEvent(event: CheckEvent): void
  onOwed(owed: OwedCommand): void
  onConfigured(): void
  onFatal(status: number): void
}

export interface CheckerSide {
  configure(settings: LvsSettings): void
  end(): Promise<void>
}

const endPatience = seconds(5)

export function openCheckerSide(options: CheckerSideOptions): CheckerSide {
  let settings = options.settings
  const side = openSide<ToChecker, FromChecker>({
    ...options,
    worker: 'Healthcheck',
    entry: 'checker',
    // Its services stay in the kernel and go on forwarding; the next worker finds them.
    onDied: () => undefined,
    onMessage: (message) => {
      switch (message.is) {
        case 'loaded':
          return side.send({ is: 'configure', settings })
        case 'configured':
          return options.onConfigured()
        case 'event':
          return options.onEvent(message.event)
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
      settings = next
      side.send({ is: 'configure', settings })
    },
    end: () => side.end(endPatience),
  }
}
