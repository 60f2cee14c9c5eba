/**
 * The settings with a name for people and a key for every service, server and check, so that a reload and a
 * verdict find again what they are about. Keys are unique: what the configuration says twice gets an ordinal.
 */
import type { CheckSettings } from '../check/settings.ts'
import type { LvsSettings, RealServer, VirtualServer } from './settings.ts'

export interface PlannedCheck {
  /** Unique in the whole plan. */
  readonly key: string
  readonly settings: CheckSettings
}

export interface PlannedServer {
  /** Unique in its service. */
  readonly key: string
  /** `[10.1.0.1]:tcp:80` */
  readonly name: string
  readonly settings: RealServer
  readonly checks: readonly PlannedCheck[]
}

export interface PlannedService {
  readonly key: string
  /** `[10.9.9.1]:tcp:80` */
  readonly name: string
  readonly settings: VirtualServer
  readonly servers: readonly PlannedServer[]
}

export type Plan = readonly PlannedService[]

/** `identityOf` tells checks that ask the same question by equal texts. */
export function planServices(settings: LvsSettings, identityOf: (check: CheckSettings) => string): Plan {
  const serviceKey = (service: VirtualServer) => `${service.protocol} ${service.address} ${service.port}`
  return keyed(settings.services, serviceKey).map(([key, service]) => ({
    key,
    name: nameOf(service, service),
    settings: service,
    servers: keyed(service.realServers, (server) => `${server.address} ${server.port}`).map(
      ([serverKey, server]) => ({
        key: serverKey,
        name: nameOf(service, server),
        settings: server,
        checks: keyed(server.checks, identityOf).map(([checkKey, check]) => ({
          key: `${key} / ${serverKey} / ${checkKey}`,
          settings: check,
        })),
      }),
    ),
  }))
}

/** As keepalived's log, scripts and FIFO call a service, a server or the target of a check. */
export function nameOf(
  service: Pick<VirtualServer, 'protocol'>,
  what: { readonly address: string; readonly port: number },
): string {
  return `[${what.address}]:${service.protocol}:${what.port}`
}

function keyed<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): readonly (readonly [string, Item])[] {
  const seen = new Map<string, number>()
  return items.map((item) => {
    const key = keyOf(item)
    const count = (seen.get(key) ?? 0) + 1
    seen.set(key, count)
    return [count === 1 ? key : `${key} (${count})`, item]
  })
}
