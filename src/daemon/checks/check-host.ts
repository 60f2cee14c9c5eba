/**
 * Checks and virtual servers on this host: what the checks say goes into the machine, what it answers goes to
 * the kernel and to the parent. Decides nothing about who is up. Without IPVS it goes on: checks and scripts
 * work, nothing is forwarded.
 */
import type { Result } from '../../base/result.ts'
import type { Micros } from '../../base/time.ts'
import type { CheckPorts } from '../../check/kind.ts'
import { checkOf } from '../../check/kinds.ts'
import type { Alarm } from '../../io/clock.ts'
import type { Failure } from '../../io/failure.ts'
import type { Ipvs } from '../../io/ipvs.ts'
import type { KernelCommand } from '../../lvs/kernel.ts'
import { step } from '../../lvs/machine.ts'
import { planServices } from '../../lvs/plan.ts'
import type { LvsSettings } from '../../lvs/settings.ts'
import { type LvsEffect, type LvsEvent, type LvsState, nothing } from '../../lvs/state.ts'
import type { FromChecker } from '../messages.ts'
import { openCheckRuns } from './check-runs.ts'

export interface CheckHostWorld {
  readonly ports: CheckPorts
  now(): Micros
  openAlarm(onDue: () => void): Alarm
  openIpvs(): Promise<Result<Ipvs, Failure>>
  /** A random number of [0, 1). */
  chance(): number
  tell(message: FromChecker): void
}

export interface CheckHost {
  /** The first one starts everything, later ones are reloads; one at a time, in order. */
  configure(settings: LvsSettings): Promise<void>
  /** Takes out of the kernel what is ours. Nothing happens afterwards. */
  stop(): void
}

export function openCheckHost(world: CheckHostWorld): CheckHost {
  let state: LvsState = nothing
  let configured: Promise<void> = Promise.resolve()
  let stopped = false
  const forwarding = openForwarding(world)
  const happen = (event: LvsEvent) => {
    const [next, effects] = step(state, event)
    state = next
    perform(effects)
  }
  const runs = openCheckRuns({
    ...world,
    tell: (event) => world.tell({ is: 'event', event }),
    onVerdict: (check, verdict) => happen({ is: 'verdict', check, verdict }),
  })

  /** Kernel commands that follow each other go to the kernel together. */
  function perform(effects: readonly LvsEffect[]): void {
    let commands: KernelCommand[] = []
    const flush = () => {
      if (commands.length > 0) forwarding.carryOut(commands)
      commands = []
    }
    for (const effect of effects) {
      if (effect.do === 'kernel') {
        commands.push(effect.command)
        continue
      }
      flush()
      if (effect.do === 'owe') world.tell({ is: 'owes', owed: effect.owed })
      else world.tell({ is: 'event', event: effect.event })
    }
    flush()
  }

  async function apply(settings: LvsSettings): Promise<void> {
    const isNew = settings.services.length > 0 && (await forwarding.open())
    if (stopped) return
    const plan = planServices(settings, (check) => checkOf(check).identity)
    const present = forwarding.list()
    if (isNew) happen({ is: 'kernel', present })
    happen({ is: 'plan', plan, present })
    runs.require(plan)
  }

  return {
    configure: (settings) => {
      configured = configured.then(() => apply(settings))
      return configured
    },
    stop: () => {
      if (stopped) return
      stopped = true
      runs.close()
      happen({ is: 'stop' })
      forwarding.close()
    },
  }
}

/** The kernel's side, there or not. */
function openForwarding(world: CheckHostWorld) {
  let ipvs: Ipvs | undefined
  let saidMissing = false
  const refused = (doing: string, what: string, failure: Failure) => {
    const { code, text } = failure
    world.tell({ is: 'event', event: { is: 'ipvs-refused', doing, what, code, text } })
  }
  return {
    /** Whether it was opened just now. Tried again at a reload: the module may have been loaded meanwhile. */
    open: async () => {
      if (ipvs !== undefined) return false
      const opened = await world.openIpvs()
      if (opened.ok) ipvs = opened.value
      else if (!saidMissing) {
        saidMissing = true
        const { code, text } = opened.error
        world.tell({ is: 'event', event: { is: 'no-ipvs', code, text } })
      }
      return opened.ok
    },
    list: () => {
      const listed = ipvs?.list()
      if (listed === undefined || listed.ok) return listed?.value ?? []
      refused('reading', 'the list of virtual servers', listed.error)
      return []
    },
    carryOut: (commands: readonly KernelCommand[]) => {
      for (const { command, failure } of ipvs?.carryOut(commands) ?? []) {
        refused(doingOf(command), whatOf(command), failure)
      }
    },
    close: () => {
      ipvs?.close()
      ipvs = undefined
    },
  }
}

function doingOf(command: KernelCommand): string {
  const [verb, noun] = command.is.split('-')
  const doing = verb === 'add' ? 'adding' : verb === 'remove' ? 'removing' : 'changing'
  return `${doing} ${noun}`
}

/** As keepalived's messages about the kernel have it. */
function whatOf(command: KernelCommand): string {
  const { address, protocol, port } = command.service
  const service = `${address}:${protocol}:${port}`
  if (!('destination' in command)) return service
  return `${service} -> ${command.destination.address}:${command.destination.port}`
}
