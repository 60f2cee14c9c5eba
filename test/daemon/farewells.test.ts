/** What the parent has taken away for a dead worker, by its kinds. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { removedOf } from '../../src/daemon/farewells.ts'
import { addressType } from '../../src/netlink/address.ts'
import { encodeMessage } from '../../src/netlink/message.ts'
import { routeMessage } from '../../src/netlink/route.ts'
import { ruleMessage } from '../../src/netlink/rule.ts'

test('routes and rules do not count as addresses', () => {
  const { delAddress } = addressType
  const types = [ruleMessage.delRule, routeMessage.delRoute, routeMessage.delRoute, delAddress]
  const requests = types.map((type) => encodeMessage({ type, flags: 0 }, new Uint8Array(12)))
  assert.deepEqual(removedOf(requests), { addressesRemoved: 1, routesRemoved: 2, rulesRemoved: 1 })
})
