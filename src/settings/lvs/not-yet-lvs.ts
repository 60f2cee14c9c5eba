/**
 * Which virtual servers the daemon can run: those of one address, with the tunnels that it can ask the kernel
 * for. Refuses to run a service in part: what it would forward otherwise than written is left out as a whole.
 */
import type { Report } from '../../conf/diagnostics.ts'
import type { Destination, ServiceSettings, VirtualServer } from '../../lvs/settings.ts'
import type { CompletedService } from './complete-lvs.ts'
import { withChecksThatRun } from './not-yet-check.ts'

/** The services that run; each of the others is reported. */
export function servicesThatRun(services: readonly CompletedService[], report: Report): VirtualServer[] {
  return services.flatMap(({ settings, at }) => {
    const reason = reasonAgainst(settings)
    if (reason === undefined && settings.is === 'address') return [withChecksThatRun(settings)]
    report({
      code: 'not-yet',
      severity: 'error',
      span: at,
      message: `${reason ?? 'this virtual_server'} is known to keepalived, but not to keepalived-ts yet`,
      instead: 'the virtual server is left out',
    })
    return []
  })
}

/** Why it cannot run yet, if so. */
export function reasonAgainst(service: ServiceSettings): string | undefined {
  if (service.is !== 'address') return `virtual_server ${service.is}`
  const tunnel = service.realServers.map(tunnelType).find((type) => type !== undefined)
  return tunnel === undefined ? undefined : `lvs_method TUN type ${tunnel}`
}

function tunnelType({ tunnel }: Destination): string | undefined {
  return tunnel === undefined || tunnel.is === 'ipip' ? undefined : tunnel.is
}
