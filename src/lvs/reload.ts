/**
 * From the old plan to the new one: what left goes first, in the old order; then what is there is changed,
 * added and judged, in the new order. What is in both keeps its verdicts and is touched only where it
 * differs. The first plan is a reload from nothing.
 */
import { difference } from '../base/difference.ts'
import { isSameKey, type KernelEntry, kernelService, serviceCommands } from './kernel.ts'
import type { Plan, PlannedServer, PlannedService } from './plan.ts'
import { judgeQuorum, oweServer, oweService, settle, tell, turn } from './service.ts'
import type { LvsEffect, LvsState, ServerState, ServiceState, ServiceStep } from './state.ts'

export function reload(
  state: LvsState,
  wish: { readonly plan: Plan; readonly present: readonly KernelEntry[] },
): readonly [LvsState, readonly LvsEffect[]] {
  const effects: LvsEffect[] = []
  const kept = new Map<string, ServiceState>()
  for (const old of state.services) {
    const next = wish.plan.find(({ key }) => key === old.planned.key)
    const [left, leaving] = next === undefined ? [undefined, removeService(old)] : prune(old, next)
    effects.push(...leaving)
    if (left !== undefined) kept.set(old.planned.key, left)
  }
  const services = wish.plan.map((planned) => {
    const old = kept.get(planned.key)
    const [service, coming] = old === undefined ? introduce(planned, wish.present) : renew(old, planned)
    effects.push(...coming)
    return service
  })
  return [{ services }, effects]
}

function removeService(service: ServiceState): LvsEffect[] {
  const gone = tell({ is: 'service-gone', service: service.planned.name })
  const [, leaving] = removeServers(service, service.servers)
  const quorum = service.quorumUp ? oweService(service, false) : []
  const command = { is: 'remove-service', service: kernelService(service.planned.settings) } as const
  return [gone, ...leaving, ...quorum, { do: 'kernel', command }]
}

/** Changes the service itself and takes out the servers that are not in the new plan. */
function prune(service: ServiceState, next: PlannedService): ServiceStep {
  const before = kernelService(service.planned.settings)
  const changes = serviceCommands(before, kernelService(next.settings))
  const { removed } = difference(service.servers, next.servers, {
    ofPresent: (server) => server.planned.key,
    ofWanted: (server) => server.key,
  })
  const announced = removed.map(({ planned }) =>
    tell({ is: 'server', change: 'gone', server: planned.name, service: service.planned.name }),
  )
  const [left, leaving] = removeServers(service, removed)
  return [
    left,
    [...changes.map((command): LvsEffect => ({ do: 'kernel', command })), ...announced, ...leaving],
  ]
}

/** One by one: log line, kernel, and notify_down for those that took traffic. */
function removeServers(service: ServiceState, leaving: readonly ServerState[]): ServiceStep {
  let left = service
  const effects: LvsEffect[] = []
  for (const server of leaving) {
    const servers = left.servers.filter((other) => other !== server)
    const [settled, commands] = settle({ ...left, servers })
    left = settled
    if (commands.length > 0) {
      const event = { is: 'server', change: 'removed', server: server.planned.name } as const
      effects.push(tell({ ...event, service: service.planned.name }))
    }
    effects.push(...commands, ...(server.alive ? oweServer(service, server, false) : []))
  }
  return [left, effects]
}

/**
 * A service that was not there, though the kernel may have it from a daemon that was killed: that is adopted.
 */
function introduce(planned: PlannedService, present: readonly KernelEntry[]): ServiceStep {
  const wanted = kernelService(planned.settings)
  const entry = present.find(({ service }) => isSameKey(service, wanted))
  const commands = serviceCommands(entry?.service, wanted)
  const service: ServiceState = {
    planned,
    quorumUp: false,
    servers: planned.servers.map((server) => fresh(server, entry)),
    present: entry?.destinations ?? [],
  }
  const [settled, settling] = settle(service)
  const [judged, quorum] = judgeQuorum(settled)
  return [
    judged,
    [...commands.map((command): LvsEffect => ({ do: 'kernel', command })), ...settling, ...quorum],
  ]
}

/** Out of traffic only when one of its checks wants to see it working first. */
function fresh(planned: PlannedServer, adopted: KernelEntry | undefined): ServerState {
  const { address, port, weight } = planned.settings
  const held = adopted?.destinations.find((other) => other.address === address && other.port === port)
  const wasDown = adopted !== undefined && (held === undefined || (held.weight === 0 && weight > 0))
  const down = planned.checks.filter(({ settings }) => wasDown || settings.timing.alpha).map(({ key }) => key)
  return { planned, down, alive: down.length === 0 }
}

function renew(old: ServiceState, planned: PlannedService): ServiceStep {
  const effects: LvsEffect[] = []
  const servers = planned.servers.map((next) => {
    const server = old.servers.find((other) => other.planned.key === next.key)
    if (server === undefined) return fresh(next, undefined)
    const { name, settings } = next
    const from = server.planned.settings.weight
    if (from !== settings.weight) {
      const event = { is: 'weight-changed', server: name, service: planned.name } as const
      effects.push(tell({ ...event, from, to: settings.weight, active: server.alive }))
    }
    return carried(server, next)
  })
  const [settled, commands] = settle({ ...old, planned, servers })
  effects.push(...commands)
  let service = settled
  for (const server of servers.filter(({ alive, down }) => !alive && down.length === 0)) {
    const [risen, rising] = turn(service, server, true)
    service = risen
    effects.push(...rising)
  }
  const [judged, quorum] = judgeQuorum(service)
  return [judged, [...effects, ...quorum]]
}

/** Checks that ask the same question keep their verdict; new ones begin as they would at the start. */
function carried(server: ServerState, next: PlannedServer): ServerState {
  const known = new Set(server.planned.checks.map(({ key }) => key))
  const down = next.checks.filter(({ key, settings }) =>
    known.has(key) ? server.down.includes(key) : settings.timing.alpha,
  )
  return { planned: next, down: down.map(({ key }) => key), alive: server.alive }
}
