/**
 * Configurations as nodes of a cluster: n1, n2, ... on eth0 with 192.0.2.2, 192.0.2.3, ... Touches nothing.
 */
import { type Address, address } from '../../src/base/address.ts'
import { compareNodes } from '../../src/settings/cluster/compare.ts'
import type { NodeInput } from '../../src/settings/cluster/node.ts'
import { loadSettings } from '../../src/settings/load.ts'
import { exampleHost } from '../../src/settings/pages/example-host.ts'
import type { HostFacts } from '../../src/settings/settings.ts'
import { noFiles } from './example-host.ts'

export function sourceOf(index: number): Address {
  return address(`192.0.2.${index + 2}`)
}

/** The example host as the how manieth of its kind. */
export function hostOf(index: number): HostFacts {
  const moved = (text: string) => address(text.replace(/\.2$/, `.${index + 2}`))
  return {
    interfaces: exampleHost.interfaces.map((one) => ({
      ...one,
      addresses: one.addresses.map(moved),
      networks: (one.networks ?? []).map((prefix) => ({ ...prefix, address: moved(prefix.address) })),
    })),
  }
}

/** `host` false: nothing is known of the hosts. */
export function clusterNodes(
  texts: readonly string[],
  given: { readonly host?: false } = {},
): readonly NodeInput[] {
  return texts.map((text, index) => {
    const host = given.host === false ? undefined : hostOf(index)
    const name = `n${index + 1}`
    const { understood, draft, services } = loadSettings({
      file: `${name}.conf`,
      text,
      read: noFiles,
      host,
      id: name,
    })
    return { name, understood, draft, services, host }
  })
}

export interface GivenInstance {
  readonly name?: string
  readonly interface?: string
  readonly vrid?: number
  readonly addresses?: string
  readonly priority?: number
}

/** An instance with what most of them have; `more` at its end. */
export function instance(given: GivenInstance = {}, more = ''): string {
  const { name = 'V', interface: link = 'eth0', vrid = 10, addresses = '10.0.0.1', priority = 100 } = given
  return `vrrp_instance ${name} {
  interface ${link}
  virtual_router_id ${vrid}
  priority ${priority}
  virtual_ipaddress { ${addresses.replaceAll(' ', '\n')} }
  ${more}
}
`
}

export function compare(texts: readonly string[], given: { readonly host?: false } = {}) {
  return compareNodes(clusterNodes(texts, given))
}

/** `code severity file:line`, sorted. */
export function found(texts: readonly string[], given: { readonly host?: false } = {}): readonly string[] {
  return compare(texts, given)
    .diagnostics.map(({ code, severity, span }) => `${code} ${severity} ${span.file}:${span.line}`)
    .sort()
}

export const lower = { priority: 50 }
