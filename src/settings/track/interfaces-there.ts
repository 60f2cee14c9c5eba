/**
 * Whether the interfaces that the configuration names are on this host. keepalived.conf(5),
 * dynamic_interfaces. Without facts of the host, or where interfaces may come and go, every name is good.
 */
import type { Report } from '../../conf/diagnostics.ts'
import type { Given } from '../../conf/rows.ts'
import { nearestUnused, thereAre } from '../../conf/suggest.ts'
import type { Draft } from '../grammar.ts'
import type { HostFacts } from '../settings.ts'

export interface Interfaces {
  /** Names of this host; undefined: every name is good. */
  readonly names: ReadonlySet<string> | undefined
}

export function interfacesOf(draft: Draft, host: HostFacts | undefined): Interfaces {
  const mayCome = draft.global.dynamicInterfaces !== undefined
  const names = host === undefined || mayCome ? undefined : new Set(host.interfaces.map(({ name }) => name))
  return { names }
}

/**
 * Reports an interface that is not there. `fatal`: keepalived then refuses the whole configuration of VRRP;
 * otherwise it goes on without the line, and its configuration test ends with another status.
 */
export function isThere(
  { value, at }: Given<string>,
  where: {
    readonly interfaces: Interfaces
    readonly of: string
    readonly fatal: boolean
    /** What stands beside it in a list: it is not what was meant. */
    readonly written?: ReadonlySet<string>
  },
  report: Report,
): boolean {
  const { names } = where.interfaces
  if (names === undefined || names.has(value)) return true
  const near = nearestUnused(value, names, where.written ?? new Set())
  report({
    code: where.fatal ? 'interface-unknown' : 'line-interface-unknown',
    severity: where.fatal ? 'error' : 'warning',
    span: at,
    message: `${where.of}: there is no interface ${value} on this host; ${thereAre([...names])}`,
    instead: where.fatal
      ? 'nothing runs: keepalived refuses such a configuration, and so do we'
      : 'the line is left out',
    ...(near === undefined ? {} : { suggestion: near }),
    ...(where.fatal ? { fatal: true as const } : {}),
  })
  return false
}
