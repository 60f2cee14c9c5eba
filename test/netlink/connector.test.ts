/** The process events connector, in the bytes of a running kernel (6.18, x86-64). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeProcessEvent, encodeListen } from '../../src/netlink/connector.ts'
import { decodeMessages } from '../../src/netlink/message.ts'

/** Head of netlink, head of the connector, and an event; the rest is filled with zeros to 76 bytes. */
function message(event: string): Uint8Array {
  const head = '4c0000000300000000000000000000000100000001000000000000000000000028000000'
  return Uint8Array.from(Buffer.from((head + event).padEnd(152, '0'), 'hex'))
}

function decoded(event: string) {
  const [first] = decodeMessages(message(event))
  return first && decodeProcessEvent(first)
}

const stamp = '000000005319d576bb130000'

test('asking for events, and the answer', () => {
  assert.equal(
    Buffer.from(encodeListen(true)).toString('hex'),
    '2800000003000000000000000000000001000000010000000000000000000000' + '0400000001000000',
  )
  assert.equal(encodeListen(false).at(-4), 2)
  assert.deepEqual(decoded(`00000000${stamp}00000000`), { is: 'answer', errno: 0 })
  assert.deepEqual(decoded(`00000000${stamp}16000000`), { is: 'answer', errno: 22 })
})

test('a process forks, runs a program and ends', () => {
  assert.deepEqual(decoded(`01000000${stamp}54460000544600007d4600007d460000`), {
    ...{ is: 'forked', parent: 0x4654, child: 0x467d },
  })
  assert.deepEqual(decoded(`02000000${stamp}7d4600007d460000`), { is: 'executed', pid: 0x467d })
  assert.deepEqual(decoded(`00000080${stamp}7d4600007d4600000000000011000000`), { is: 'ended', pid: 0x467d })
})

test('a process takes another name', () => {
  const name = Buffer.from('Web Content\0').toString('hex')
  assert.deepEqual(decoded(`00020000${stamp}7d4600007d460000${name}`), {
    ...{ is: 'renamed', pid: 0x467d, name: 'Web Content' },
  })
})

test('threads are not processes', () => {
  assert.equal(decoded(`01000000${stamp}54460000544600007e4600007d460000`), undefined)
  assert.equal(decoded(`00020000${stamp}7e4600007d46000041000000`), undefined)
  assert.equal(decoded(`00000080${stamp}7e4600007d460000`), undefined)
})

test('other kinds, other connectors and cut messages say nothing', () => {
  assert.equal(decoded(`04000000${stamp}7d4600007d460000`), undefined)
  const [whole] = decodeMessages(message(`02000000${stamp}7d4600007d460000`))
  assert.ok(whole)
  for (let length = 0; length < 44; length++) {
    assert.equal(decodeProcessEvent({ ...whole, payload: whole.payload.subarray(0, length) }), undefined)
  }
  const other = whole.payload.slice()
  other[0] = 2
  assert.equal(decodeProcessEvent({ ...whole, payload: other }), undefined)
})
