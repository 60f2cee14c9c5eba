/** Advice on configurations, as tables: what gives it, and the nearest that does not. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { address } from '../../src/base/address.ts'
import type { Diagnostic } from '../../src/conf/diagnostics.ts'
import { findLints } from '../../src/settings/lints/lints.ts'
import { loadSettings } from '../../src/settings/load.ts'
import type { HostFacts, HostInterface } from '../../src/settings/settings.ts'
import { host, noFiles } from './example-host.ts'

export interface Case {
  readonly code: string
  /** Gives the advice. */
  readonly bad: string
  /** The same without what is wrong. */
  readonly good: string | readonly string[]
  /** Of `bad`. */
  readonly line: number
  readonly says: RegExp
  /** Besides those of the example host. */
  readonly interfaces?: HostFacts['interfaces']
}

/** `undefined` for a host that is not known. */
export function adviceOn(
  text: string,
  interfaces: HostFacts['interfaces'] | undefined = [],
): readonly Diagnostic[] {
  const facts = { interfaces: [...host.interfaces, ...interfaces] }
  return adviceFor(text, facts)
}

export function adviceFor(text: string, facts: HostFacts | undefined): readonly Diagnostic[] {
  const loaded = loadSettings({ file: 'k.conf', text, read: noFiles, host: facts, id: 'node' })
  return findLints({ ...loaded, host: facts })
}

export function checkCases(cases: readonly Case[]): void {
  for (const [index, { code, bad, good, line, says, interfaces }] of cases.entries()) {
    test(`${code}, ${index + 1}: ${says.source}`, () => {
      const found = adviceOn(bad, interfaces).filter((one) => one.code === code)
      const [first] = found
      assert.ok(first !== undefined, `not given: ${adviceOn(bad, interfaces).map((one) => one.code)}`)
      assert.equal(found.length, 1)
      assert.equal(first.span.line, line)
      assert.match(`${first.message}: ${first.instead}`, says)
      for (const text of [good].flat()) {
        const wrong = adviceOn(text, interfaces).filter((one) => one.code === code)
        assert.deepEqual(wrong, [], text)
      }
    })
  }
}

/** An interface of Ethernet with these addresses: `192.0.2.3/24`. */
export function link(
  name: string,
  prefixes: readonly string[],
  more: Partial<HostInterface> = {},
): HostInterface {
  const networks = prefixes.map((text) => {
    const [own = '', length = ''] = text.split('/')
    return { address: address(own), length: Number(length) }
  })
  const addresses = networks.map((one) => one.address)
  const plain = { up: true, multicast: true, arp: true, ethernet: true, kind: 'veth', mtu: 1500 }
  return { name, loopback: false, addresses, networks, ...plain, ...more }
}

/** vrrp_instance A: its addresses stand in line 5, `more` from line 7 on. */
export function router(
  addresses: string,
  more = '',
  as: { name?: string; on?: string; vrid?: number } = {},
): string {
  const { name = 'A', on = 'eth0', vrid = 10 } = as
  return `vrrp_instance ${name} {
interface ${on}
virtual_router_id ${vrid}
virtual_ipaddress {
${addresses}
}
${more}
}
`
}
