/** Log lines of checks, real servers and services, in keepalived's words. */
import type { CheckEvent } from '../check/events.ts'
import type { Tellings } from './line.ts'

type Of<Kind extends CheckEvent['is']> = CheckEvent & { readonly is: Kind }

export const checkTellings: Tellings<CheckEvent> = {
  activated: ({ server, service }) => [
    'info',
    `Activating healthchecker for service ${server} for VS ${service}`,
  ],
  'check-succeeded': ({ kind, target }) => {
    const name = checkName(kind)
    if (name === 'TCP_CHECK') return ['info', `TCP connection to ${target} success.`]
    return ['info', `${name} on service ${target} success.`]
  },
  'check-failed': ({ kind, target, retries }) => {
    const after = retries > 0 ? ` after ${retries} retries` : ''
    return ['info', `${checkName(kind)} on service ${target} failed${after}.`]
  },
  'check-could-not-run': ({ kind, target, text }) => [
    'warning',
    `${checkName(kind)} on service ${target} could not run: ${text}. Rescheduling.`,
  ],
  server: ({ change, server, service }) => ['info', serverText[change](server, service)],
  'weight-changed': ({ server, service, from, to, active }) => {
    const state = active ? 'active' : 'inactive'
    return ['info', `Changing weight from ${from} to ${to} for ${state} service ${server} of VS ${service}`]
  },
  quorum: (event) => ['info', quorumText(event)],
  'service-gone': ({ service }) => ['info', `Removing Virtual Server ${service}`],
  'no-ipvs': ({ code, text }) => [
    'error',
    `IPVS is not available (${text}, ${code}): checks go on, but nothing is forwarded; ` +
      'load the module ip_vs, or run a kernel that has it',
  ],
  'ipvs-refused': ({ doing, what, code, text }) => ['error', `IPVS: ${doing} ${what}: ${text} (${code})`],
}

const serverText: {
  readonly [Change in Of<'server'>['change']]: (server: string, service: string) => string
} = {
  added: (server, service) => `Adding service ${server} to VS ${service}`,
  removed: (server, service) => `Removing service ${server} from VS ${service}`,
  enabled: (server, service) => `Enabling service ${server} of VS ${service}`,
  disabled: (server, service) => `Disabling service ${server} of VS ${service}`,
  'shutting-down': (server, service) => `Shutting down service ${server} from VS ${service}`,
  gone: (server) => `service ${server} no longer exist`,
}

/** `tcp` and `TCP_CHECK` are the same kind. */
function checkName(kind: string): string {
  const upper = kind.toUpperCase()
  return upper.endsWith('_CHECK') ? upper : `${upper}_CHECK`
}

/** keepalived prints the threshold for gaining as that of a start without quorum; here the sum adds up. */
function quorumText({ change, service, quorum, hysteresis, sum }: Of<'quorum'>): string {
  if (change === 'gained') {
    return `Gained quorum ${quorum}+${hysteresis}=${quorum + hysteresis} <= ${sum} for VS ${service}`
  }
  const words = change === 'lost' ? 'Lost quorum' : 'Starting with quorum down'
  return `${words} ${quorum}-${hysteresis}=${quorum - hysteresis} > ${sum} for VS ${service}`
}
