/** Virtual servers as tests tell of them: settings in few words, effects as lines. */
import { address } from '../../src/base/address.ts'
import { seconds } from '../../src/base/time.ts'
import type { CheckSettings } from '../../src/check/settings.ts'
import type { Command } from '../../src/conf/command.ts'
import type { KernelCommand, KernelEntry } from '../../src/lvs/kernel.ts'
import { step } from '../../src/lvs/machine.ts'
import { type Plan, planServices } from '../../src/lvs/plan.ts'
import type { RealServer, VirtualServer } from '../../src/lvs/settings.ts'
import { type LvsEffect, type LvsEvent, type LvsState, nothing } from '../../src/lvs/state.ts'

/** A TCP_CHECK of the given port: different ports are different checks. */
export function check(port = 80, given: { alpha?: boolean } = {}): CheckSettings {
  return {
    is: 'tcp',
    timing: {
      delayLoop: seconds(6),
      retry: 1,
      delayBeforeRetry: seconds(1),
      warmup: seconds(0),
      alpha: given.alpha ?? false,
    },
    address: address('10.1.0.1'),
    port,
    connectTimeout: seconds(5),
    logAllFailures: false,
    bindAddress: undefined,
    bindPort: undefined,
    bindInterface: undefined,
    fwmark: 0,
  }
}

export const alphaCheck = check(80, { alpha: true })

function command(word: string): Command {
  return { argv: [word], user: undefined, group: undefined }
}

/** The real server 10.1.0.NUMBER:80 with one check, and both scripts. */
export function server(number: number, given: Partial<RealServer> = {}): RealServer {
  return {
    address: address(`10.1.0.${number}`),
    port: 80,
    weight: 1,
    forwarding: 'nat',
    tunnel: undefined,
    upperThreshold: 0,
    lowerThreshold: 0,
    inhibitOnFailure: false,
    notifyUp: command(`up${number}`),
    notifyDown: command(`down${number}`),
    smtpAlert: true,
    virtualHost: undefined,
    snmpName: undefined,
    checks: [check()],
    ...given,
  }
}

/** The virtual server 10.9.9.1:80, wrr, with both scripts. */
export function service(
  realServers: readonly RealServer[],
  given: Partial<VirtualServer> = {},
): VirtualServer {
  return {
    is: 'address',
    protocol: 'tcp',
    address: address('10.9.9.1'),
    port: 80,
    scheduler: 'wrr',
    schedulerFlags: [],
    onePacket: false,
    persistenceEngine: undefined,
    haSuspend: false,
    omega: false,
    smtpAlert: false,
    virtualHost: undefined,
    snmpName: undefined,
    sorryServer: undefined,
    persistence: undefined,
    quorum: 1,
    hysteresis: 0,
    quorumUp: command('qup'),
    quorumDown: command('qdown'),
    realServers,
    ...given,
  }
}

export interface Story {
  readonly state: LvsState
  plan(services: readonly VirtualServer[], present?: readonly KernelEntry[]): string[]
  /**
   * The verdict on the check of a server, by their numbers; the first check, unless another port is given.
   */
  verdict(serverNumber: number, verdict: 'up' | 'down', port?: number): string[]
  tell(event: LvsEvent): string[]
  /** The kernel table as the commands made it: `10.9.9.1 wrr: 10.1.0.1 nat 1, ...` for each service. */
  readonly kernel: string[]
}

export function begin(): Story {
  let state = nothing
  const kernel = new Map<string, Map<string, string>>()
  const tell = (event: LvsEvent) => {
    if (event.is === 'kernel') kernel.clear()
    if ('present' in event) for (const entry of event.present) place(kernel, entry)
    const [next, effects] = step(state, event)
    state = next
    for (const effect of effects) if (effect.do === 'kernel') obey(kernel, effect.command)
    return effects.map(line)
  }
  return {
    get state() {
      return state
    },
    get kernel() {
      return [...kernel].map(([key, destinations]) =>
        [key, [...destinations].map(([to, how]) => `${to} ${how}`).join(', ')].join(': '),
      )
    },
    tell,
    plan: (services, present = []) => tell({ is: 'plan', plan: planOf(services), present }),
    verdict: (number, verdict, port = 80) => {
      const checks = state.services.flatMap(({ planned }) => planned.servers).flatMap((item) => item.checks)
      const key = checks.find((item) => item.key.includes(`10.1.0.${number} 80 / ${port}`))?.key
      return tell({ is: 'verdict', check: key ?? `no check of server ${number}`, verdict })
    },
  }
}

export function planOf(services: readonly VirtualServer[]): Plan {
  return planServices({ services }, (settings) => ('port' in settings ? `${settings.port}` : settings.is))
}

function place(kernel: Map<string, Map<string, string>>, entry: KernelEntry): void {
  const texts = entry.destinations.map((it) => [it.address, `${it.forwarding} ${it.weight}`] as const)
  kernel.set(serviceText(entry.service), new Map(texts))
}

function obey(kernel: Map<string, Map<string, string>>, command: KernelCommand): void {
  const key = [...kernel.keys()].find((name) => name.startsWith(`${command.service.address} `))
  if (command.is === 'add-service') {
    if (key !== undefined) throw new Error(`${key} is there already`)
    kernel.set(serviceText(command.service), new Map())
    return
  }
  const destinations = key === undefined ? undefined : kernel.get(key)
  if (key === undefined || destinations === undefined) throw new Error(`no service for ${command.is}`)
  if (command.is === 'remove-service') kernel.delete(key)
  else if (command.is === 'change-service') {
    kernel.delete(key)
    kernel.set(serviceText(command.service), destinations)
  } else if ('destination' in command) {
    const { destination } = command
    const present = destinations.has(destination.address)
    if (present !== (command.is !== 'add-destination'))
      throw new Error(`${command.is} ${destination.address}`)
    if (command.is === 'remove-destination') destinations.delete(destination.address)
    else destinations.set(destination.address, `${destination.forwarding} ${destination.weight}`)
  }
}

function serviceText({ address, scheduler, persistence }: KernelCommand['service']): string {
  const held = persistence === undefined ? '' : ` persistent ${persistence.seconds}/${persistence.mask}`
  return `${address} ${scheduler}${held}`
}

function line(effect: LvsEffect): string {
  switch (effect.do) {
    case 'owe':
      return `run ${effect.owed.command.argv.join(' ')}`
    case 'kernel':
      return kernelLine(effect.command)
    case 'tell': {
      const { event } = effect
      if (event.is === 'server') return `${event.change} ${shorter(event.server)}`
      if (event.is === 'quorum') {
        return `${event.change} ${event.quorum} ${event.hysteresis} sum ${event.sum}`
      }
      if (event.is === 'weight-changed') {
        return `weight ${shorter(event.server)} ${event.from} ${event.to}${event.active ? '' : ' inactive'}`
      }
      return event.is === 'service-gone' ? `gone ${event.service}` : event.is
    }
  }
}

function kernelLine(command: KernelCommand): string {
  if (!('destination' in command)) return `${command.is} ${command.service.address}`
  const { address, forwarding, weight } = command.destination
  if (command.is === 'remove-destination') return `${command.is} ${address}`
  return `${command.is} ${address} ${forwarding} ${weight}`
}

/** `[10.1.0.1]:tcp:80` to `10.1.0.1`. */
function shorter(name: string): string {
  return name.replace(/^\[(.*)\]:tcp:80$/, '$1')
}
