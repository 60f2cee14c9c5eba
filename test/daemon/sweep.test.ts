/** A VRRP worker that died while it became master: what it put on the interfaces does not stay there. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { before, describe, it } from 'node:test'
import { address } from '../../src/base/address.ts'
import { sweepAddresses } from '../../src/daemon/kernel/sweep.ts'
import { loadNative } from '../../src/io/native.ts'
import { openNetlink } from '../../src/io/netlink.ts'
import { encodeAddAddress } from '../../src/netlink/address.ts'
import { cannotMakeNamespaces, enterNewNamespace, ip } from '../io/namespace.ts'
import { instance, settings, virtual } from '../vrrp/stage.ts'

const native = loadNative()

/** With our mark, which this Debian's `ip` cannot give. */
function addMarked(texts: readonly string[]): void {
  const socket = openNetlink(native, 'route')
  assert.ok(socket.ok)
  const index = native.interfaceIndex('left')
  const rest = { broadcast: undefined, label: undefined, scope: 0 }
  const wishes = texts.map((text) => ({ index, prefix: { address: address(text), length: 24 }, ...rest }))
  for (const answer of socket.value.exchange(wishes.map(encodeAddAddress))) assert.equal(answer.is, 'done')
  socket.value.close()
}

function present(): readonly string[] {
  const text = execFileSync('ip', ['-4', '-o', 'address', 'show', 'dev', 'left'], { encoding: 'utf8' })
  return [...text.matchAll(/inet (\S+)/g)].map((match) => match[1] ?? '')
}

describe('after the death of a VRRP worker', { skip: cannotMakeNamespaces }, () => {
  before(() => enterNewNamespace(native))

  it('its addresses go, and neither the host nor another daemon loses one', () => {
    const addresses = ['10.1.0.100', '10.1.0.1', '10.1.0.150'].map((text) => virtual(text))
    ip('address add 10.1.0.1/24 dev left')
    addMarked(['10.1.0.100', '10.1.0.200'])
    const elsewhere = virtual('10.1.0.200', { interface: 'right' })
    const wanted = settings([instance({ interface: 'left', addresses: [...addresses, elsewhere] })])
    const { removed, failures } = sweepAddresses(native, wanted)
    assert.deepEqual(failures, [])
    assert.deepEqual(
      removed.map(({ interface: name, address: { prefix } }) => `${prefix.address} ${name}`),
      ['10.1.0.100 left'],
    )
    assert.deepEqual(present(), ['10.1.0.1/24', '10.1.0.200/24'])
    assert.deepEqual(sweepAddresses(native, wanted), { removed: [], removedRouting: [], failures: [] })
  })
})
