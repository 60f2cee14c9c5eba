/** Whose something is that the kernel refused. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openHolders } from '../../src/daemon/kernel/holders.ts'
import { placedOf } from '../../src/vrrp/placement.ts'
import type { InstanceSettings } from '../../src/vrrp/settings.ts'
import { instance, virtual } from '../vrrp/stage.ts'

const nothing = { addresses: [], routes: [], rules: [] }

test('an address of two instances is of both, one of none of nobody', () => {
  const holders = openHolders()
  const [one, other] = [instance(), instance({ name: 'W', vrid: 52 })]
  assert.deepEqual(holders.of({ addresses: placedOf(one) }), {})
  holders.configure([one, other], nothing)
  assert.deepEqual(holders.of({ addresses: placedOf(one) }), { instance: 'V, W' })
  holders.configure([other], nothing)
  assert.deepEqual(holders.of({ addresses: placedOf(one) }), { instance: 'W' })
  holders.configure([], { ...nothing, addresses: placedOf(one) })
  assert.deepEqual(holders.of({ addresses: placedOf(one) }), { isStatic: true })
})

test('of a thousand instances each is looked at once, however many refusals there are', () => {
  let looks = 0
  const all = Array.from({ length: 1_000 }, (_, at): InstanceSettings => {
    const plain = instance({ name: `V${at}`, addresses: [virtual(`10.1.${at >> 8}.${at & 0xff}`)] })
    return Object.defineProperty({ ...plain }, 'routes', {
      get: () => {
        looks++
        return []
      },
    })
  })
  const holders = openHolders()
  holders.configure(all, nothing)
  for (const [at, one] of all.entries()) {
    assert.deepEqual(holders.of({ addresses: placedOf(one) }), { instance: `V${at}` })
  }
  assert.ok(looks <= 2 * all.length, String(looks))
})
