/**
 * One virtual server: which real servers the kernel should know with which weight, what a server's rise and
 * fall lead to, and the quorum (keepalived.conf(5): quorum, hysteresis, inhibit_on_failure).
 */
import type { CheckEvent } from '../check/events.ts'
import type { Command } from '../conf/command.ts'
import { destinationCommands, type KernelDestination, kernelDestination, kernelService } from './kernel.ts'
import type { LvsEffect, ServerState, ServiceState, ServiceStep } from './state.ts'

/** The one place that says what a service's kernel state should be. */
export function wantedDestinations(service: ServiceState): readonly KernelDestination[] {
  return service.servers.flatMap((server) => {
    const { settings } = server.planned
    if (server.alive) return [kernelDestination(settings, settings.weight)]
    return settings.inhibitOnFailure ? [kernelDestination(settings, 0)] : []
  })
}

/** The commands that bring the kernel there. */
export function settle(service: ServiceState): ServiceStep {
  const wanted = wantedDestinations(service)
  const commands = destinationCommands(kernelService(service.planned.settings), service.present, wanted)
  return [{ ...service, present: wanted }, commands.map((command): LvsEffect => ({ do: 'kernel', command }))]
}

/** A server rises or falls: the log line, the kernel, its script, then the quorum with its script. */
export function turn(service: ServiceState, server: ServerState, alive: boolean): ServiceStep {
  const turned = withServer(service, { ...server, alive })
  const inhibit = server.planned.settings.inhibitOnFailure
  const change = alive ? (inhibit ? 'enabled' : 'added') : inhibit ? 'disabled' : 'removed'
  const told = tell({ is: 'server', change, server: server.planned.name, service: service.planned.name })
  const [settled, commands] = settle(turned)
  const [judged, quorum] = judgeQuorum(settled)
  return [judged, [told, ...commands, ...oweServer(service, server, alive), ...quorum]]
}

/** notify_up or notify_down, if the server has one. */
export function oweServer(service: ServiceState, server: ServerState, up: boolean): LvsEffect[] {
  const { notifyUp, notifyDown } = server.planned.settings
  const word = up ? 'notify_up' : 'notify_down'
  const of = `real server ${server.planned.name} of virtual server ${service.planned.name}`
  return owe(`${word} of ${of}`, up ? notifyUp : notifyDown)
}

/** quorum_up or quorum_down, if the service has one. */
export function oweService(service: ServiceState, up: boolean): LvsEffect[] {
  const { quorumUp, quorumDown } = service.planned.settings
  const word = up ? 'quorum_up' : 'quorum_down'
  return owe(`${word} of virtual server ${service.planned.name}`, up ? quorumUp : quorumDown)
}

/** The weights of all servers that take traffic. */
export function sumOf(service: ServiceState): number {
  return service.servers.reduce((sum, { alive, planned }) => sum + (alive ? planned.settings.weight : 0), 0)
}

/** Gained at quorum + hysteresis, lost below quorum - hysteresis or with nothing left at all. */
export function judgeQuorum(service: ServiceState): ServiceStep {
  const { quorum, hysteresis } = service.planned.settings
  const sum = sumOf(service)
  const up = service.quorumUp ? sum > 0 && sum >= quorum - hysteresis : sum >= quorum + hysteresis
  if (up === service.quorumUp) return [service, []]
  const change = up ? 'gained' : 'lost'
  const event = { is: 'quorum', change, service: service.planned.name, quorum, hysteresis, sum } as const
  return [{ ...service, quorumUp: up }, [tell(event), ...oweService(service, up)]]
}

export function withServer(service: ServiceState, server: ServerState): ServiceState {
  const servers = service.servers.map((other) => (other.planned.key === server.planned.key ? server : other))
  return { ...service, servers }
}

export function tell(event: CheckEvent): LvsEffect {
  return { do: 'tell', event }
}

function owe(why: string, command: Command | undefined): LvsEffect[] {
  return command === undefined ? [] : [{ do: 'owe', owed: { why, command } }]
}
