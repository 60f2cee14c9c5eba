/** Which addresses are told with -a, with -D, and with neither. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { address, familyOf } from '../../src/base/address.ts'
import { openAddressReports } from '../../src/daemon/kernel/address-reports.ts'
import { encodeAddAddress } from '../../src/netlink/address.ts'
import { decodeMessages } from '../../src/netlink/message.ts'
import type { VrrpEvent } from '../../src/vrrp/events.ts'

/** RTM_NEWADDR as the kernel reports it: of ours when we ask for it, else of nobody. */
function added(text: string, ours: boolean) {
  const wish = {
    index: 2,
    prefix: { address: address(text), length: familyOf(address(text)) === 'ipv4' ? 24 : 64 },
    broadcast: undefined,
    label: undefined,
    scope: 0,
  }
  const request = encodeAddAddress(wish)
  const messages = [...decodeMessages(request)]
  if (ours) return messages
  // IFA_PROTO, the attribute that marks an address as ours, becomes another one.
  return messages.map((message) => ({ ...message, payload: withoutMark(message.payload) }))
}

function withoutMark(payload: Uint8Array): Uint8Array {
  const copy = payload.slice()
  const view = new DataView(copy.buffer)
  const little = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1
  for (let at = 8; at + 4 <= copy.length; at += (view.getUint16(at, little) + 3) & ~3) {
    if (view.getUint16(at + 2, little) === 11) view.setUint16(at + 2, 99, little)
    if (view.getUint16(at, little) < 4) break
  }
  return copy
}

function told(wishes: { reportAddresses: boolean; detail: boolean }, ours: boolean): readonly string[] {
  const events: VrrpEvent[] = []
  const reports = openAddressReports({
    nameOf: () => 'eth0',
    isUsed: (name) => name === 'eth0',
    tell: (event) => void events.push(event),
  })
  reports.configure(wishes)
  reports.take(added('10.0.0.7', ours))
  return events.map(({ is }) => is)
}

test('-a: every address, ours too', () => {
  const wishes = { reportAddresses: true, detail: true }
  assert.deepEqual(told(wishes, true), ['address-reported'])
  assert.deepEqual(told(wishes, false), ['address-reported'])
})

test('-D: those that others put on interfaces of ours', () => {
  const wishes = { reportAddresses: false, detail: true }
  assert.deepEqual(told(wishes, true), [])
  assert.deepEqual(told(wishes, false), ['address-assigned'])
})

test('neither: nothing', () => {
  assert.deepEqual(told({ reportAddresses: false, detail: false }, false), [])
})
