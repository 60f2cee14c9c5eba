/**
 * Configurations as nodes of a cluster: n1, n2, ... on eth0 with 192.0.2.2, 192.0.2.3, ... Touches nothing.
 */
import { type Address, address } from '../../src/base/address.ts'
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
