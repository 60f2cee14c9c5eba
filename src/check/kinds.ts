/** All kinds of checks: one kind, one file, one line. */
import type { Check } from './kind.ts'
import type { CheckSettings } from './settings.ts'
import { tcpCheck } from './tcp.ts'

export function checkOf(settings: CheckSettings): Check {
  switch (settings.is) {
    case 'tcp':
      return tcpCheck(settings)
  }
}
