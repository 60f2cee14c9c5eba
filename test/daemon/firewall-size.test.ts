/** Ten thousand addresses that nobody may use, in the firewall of a kernel of its own. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { micros } from '../../src/base/time.ts'
import { openFirewall } from '../../src/daemon/kernel/firewall.ts'
import { loadNative } from '../../src/io/native.ts'
import { openNftables } from '../../src/io/nftables.ts'
import { cannotMakeNamespaces, enterNewNamespace } from '../io/namespace.ts'
import { virtual } from '../vrrp/stage.ts'

test('ten thousand addresses are hidden in one transaction', { skip: cannotMakeNamespaces }, async () => {
  const native = loadNative()
  await enterNewNamespace(native)
  const refused: string[] = []
  const firewall = openFirewall({
    open: () => openNftables(native),
    ...{ indexOf: native.interfaceIndex, linkLocalOf: () => undefined, later: () => undefined },
    ...{ watch: () => undefined, now: () => micros(0), onLost: () => undefined },
    onRefused: ({ code }) => refused.push(code),
  })
  firewall.require({
    settings: {
      backend: { is: 'nftables', table: 'keepalived', chainPriority: -1 },
      counters: false,
      byInterfaceNumber: false,
      setsInNamespace: false,
    },
    links: [],
    untracked: new Set(),
  })
  const addresses = Array.from({ length: 10_000 }, (_, at) => virtual(`10.${1 + (at >> 8)}.${at & 0xff}.1`))
  firewall.hide(
    'V',
    addresses.map((one) => ({ interface: 'left', address: one })),
  )
  firewall.ready()
  assert.deepEqual(refused, [])
  const listed = execFileSync('nft', ['list', 'set', 'ip', 'keepalived', 'vips'], {
    encoding: 'utf8',
    maxBuffer: 16_000_000,
  })
  assert.equal(listed.match(/10\.\d+\.\d+\.1/g)?.length, 10_000)
  firewall.close()
})
