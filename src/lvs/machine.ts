/**
 * All virtual servers of this node as one pure thing: told of settings, verdicts and the end, it answers with
 * kernel commands, scripts owed and events, in order. It trusts the kernel to obey; what it refuses is told,
 * not undone.
 */
import { isSameKey, type KernelEntry, kernelService, serviceCommands } from './kernel.ts'
import { reload } from './reload.ts'
import { oweServer, settle, tell, turn, withServer } from './service.ts'
import type { LvsEffect, LvsEvent, LvsState, ServerState, ServiceState, ServiceStep } from './state.ts'

type Step = readonly [LvsState, readonly LvsEffect[]]

export function step(state: LvsState, event: LvsEvent): Step {
  switch (event.is) {
    case 'plan':
      return reload(state, event)
    case 'kernel':
      return meet(state, event.present)
    case 'verdict':
      return judge(state, event.check, event.verdict)
    case 'stop':
      return [{ services: [] }, state.services.flatMap(leave)]
  }
}

function meet(state: LvsState, present: readonly KernelEntry[]): Step {
  const effects: LvsEffect[] = []
  const services = state.services.map((service) => {
    const wanted = kernelService(service.planned.settings)
    const entry = present.find((other) => isSameKey(other.service, wanted))
    const [settled, settling] = settle({ ...service, present: entry?.destinations ?? [] })
    for (const command of serviceCommands(entry?.service, wanted)) effects.push({ do: 'kernel', command })
    effects.push(...settling)
    return settled
  })
  return [{ services }, effects]
}

/** A verdict on a check that a reload took away meanwhile is about nothing. */
function judge(state: LvsState, check: string, verdict: 'up' | 'down'): Step {
  for (const service of state.services) {
    for (const server of service.servers) {
      if (!server.planned.checks.some(({ key }) => key === check)) continue
      const [judged, effects] = judgeServer(service, server, { check, verdict })
      const services = state.services.map((other) => (other === service ? judged : other))
      return [{ services }, effects]
    }
  }
  return [state, []]
}

function judgeServer(
  service: ServiceState,
  server: ServerState,
  told: { readonly check: string; readonly verdict: 'up' | 'down' },
): ServiceStep {
  const wasDown = server.down.includes(told.check)
  const others = server.down.filter((key) => key !== told.check)
  const down = told.verdict === 'down' ? [...others, told.check] : others
  const noted: ServerState = { ...server, down }
  const alive = down.length === 0 || (server.alive && told.verdict === 'up')
  if (alive !== server.alive) return turn(withServer(service, noted), noted, alive)
  // The first result of an alpha check that fails: the server never was up, and its script says so all the
  // same.
  const again = told.verdict === 'down' && wasDown
  return [withServer(service, noted), again ? oweServer(service, server, false) : []]
}

/** At the end: no scripts, and nothing of ours stays behind. */
function leave(service: ServiceState): LvsEffect[] {
  const wanted = kernelService(service.planned.settings)
  const servers = service.servers.flatMap((server): LvsEffect[] => {
    const { name, settings } = server.planned
    const told = tell({ is: 'server', change: 'shutting-down', server: name, service: service.planned.name })
    const held = service.present.filter((destination) => destination.address === settings.address)
    const destination = held.find(({ port }) => port === settings.port)
    if (destination === undefined) return [told]
    return [told, { do: 'kernel', command: { is: 'remove-destination', service: wanted, destination } }]
  })
  return [...servers, { do: 'kernel', command: { is: 'remove-service', service: wanted } }]
}
