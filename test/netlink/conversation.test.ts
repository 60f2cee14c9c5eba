/**
 * The conversation with the kernel, played by a kernel of paper: who answers what, in which order, or not at
 * all.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type NetlinkCalls, type NetlinkSocket, openNetlink } from '../../src/io/netlink.ts'
import { concatenate, encodeAttributes } from '../../src/netlink/attribute.ts'
import { decodeMessages, encodeMessage, messageFlag, withSequence } from '../../src/netlink/message.ts'
import { hex } from './bytes.ts'

type Datagram = Uint8Array
/** What the kernel has ready to be read after it was sent a datagram. */
type Kernel = (requests: ReturnType<typeof decodeMessages>) => Datagram[]

function talkTo(kernel: Kernel): { socket: NetlinkSocket; sent: number[] } {
  const ready: Datagram[] = []
  const sent: number[] = []
  const calls: NetlinkCalls = {
    socket: () => 7,
    close: () => undefined,
    bind: () => undefined,
    getsockname: () => hex('1000 0000 d2040000 00000000'),
    setsockopt: () => undefined,
    send: (_fd, message) => {
      const requests = decodeMessages(message)
      sent.push(requests.length)
      ready.push(...kernel(requests))
      return message.length
    },
    receive: (_fd, buffer) => {
      const datagram = ready.shift()
      if (datagram === undefined) return -1
      buffer.set(datagram)
      return datagram.length
    },
  }
  const opened = openNetlink(calls, 'route')
  assert.ok(opened.ok)
  return { socket: opened.value, sent }
}

const request = encodeMessage({ type: 20, flags: messageFlag.request | messageFlag.ack }, hex('00000000'))

function verdict(sequence: number, errno: number): Datagram {
  const payload = new Uint8Array(20)
  new DataView(payload.buffer).setInt32(0, -errno, true)
  return withSequence(encodeMessage({ type: 2, flags: 0 }, payload), sequence)
}

function entry(sequence: number, flags: number, value: string): Datagram {
  return withSequence(encodeMessage({ type: 16, flags: flags | messageFlag.multi }, hex(value)), sequence)
}

function done(sequence: number): Datagram {
  return withSequence(encodeMessage({ type: 3, flags: messageFlag.multi }, hex('00000000')), sequence)
}

test('all requests go at once and each gets the verdict with its sequence number', () => {
  const { socket, sent } = talkTo((requests) =>
    requests.map(({ sequence }, index) => verdict(sequence, index === 1 ? 17 : 0)).toReversed(),
  )
  const answers = socket.exchange([request, request, request])
  assert.deepEqual(sent, [3])
  assert.deepEqual(
    answers.map((answer) => (answer.is === 'done' ? 'done' : answer.failure.code)),
    ['done', 'EEXIST', 'done'],
  )
})

test('the port is the one that the kernel gave', () => {
  assert.equal(talkTo(() => []).socket.port, 1234)
})

test('more than a thousand go in several rounds, in order', () => {
  const { socket, sent } = talkTo((requests) => requests.map(({ sequence }) => verdict(sequence, 0)))
  const answers = socket.exchange(new Array<Uint8Array>(1500).fill(request))
  assert.deepEqual(sent, [1000, 500])
  assert.equal(answers.filter(({ is }) => is === 'done').length, 1500)
})

test('messages before an acknowledgement belong to the answer', () => {
  const { socket } = talkTo((requests) =>
    requests.map(({ sequence }) => concatenate([entry(sequence, 0, '01020304'), verdict(sequence, 0)])),
  )
  const [answer] = socket.exchange([request])
  assert.ok(answer?.is === 'done')
  assert.deepEqual(answer.messages[0]?.payload, hex('01020304'))
})

test('answers to an earlier question are not taken for this one', () => {
  const { socket } = talkTo((requests) => requests.flatMap(({ sequence }) => verdict(sequence - 1, 0)))
  const [answer] = socket.exchange([request])
  assert.ok(answer?.is === 'refused')
  assert.equal(answer.failure.code, 'ENOMSG')
})

test('a kernel that says nothing is a failure, not a wait', () => {
  const { socket } = talkTo(() => [])
  assert.equal(socket.exchange([request])[0]?.is, 'refused')
  assert.equal(socket.dump(request).ok, false)
})

test('a dump is read over several datagrams to its end', () => {
  const { socket } = talkTo(([asked]) => {
    const sequence = asked?.sequence ?? 0
    return [
      concatenate([entry(sequence, 0, '01000000'), entry(sequence, 0, '02000000')]),
      entry(sequence, 0, '03000000'),
      done(sequence),
    ]
  })
  const dumped = socket.dump(request)
  assert.ok(dumped.ok)
  assert.deepEqual(
    dumped.value.map(({ payload }) => payload[0]),
    [1, 2, 3],
  )
})

test('the end of an earlier dump does not end this one', () => {
  const { socket } = talkTo(([asked]) => {
    const sequence = asked?.sequence ?? 0
    return [
      entry(sequence - 1, 0, '09000000'),
      done(sequence - 1),
      entry(sequence, 0, '01000000'),
      done(sequence),
    ]
  })
  const dumped = socket.dump(request)
  assert.ok(dumped.ok)
  assert.deepEqual(
    dumped.value.map(({ payload }) => payload[0]),
    [1],
  )
})

test('a dump during which the list changed is asked again', () => {
  let asked = 0
  const { socket } = talkTo(([first]) => {
    asked++
    const flags = asked < 3 ? messageFlag.dumpInterrupted : 0
    const sequence = first?.sequence ?? 0
    return [entry(sequence, flags, '01000000'), done(sequence)]
  })
  const dumped = socket.dump(request)
  assert.ok(dumped.ok)
  assert.equal(dumped.value.length, 1)
  assert.equal(asked, 3)
})

test('a list that never stands still is given up', () => {
  const { socket } = talkTo(([first]) => [entry(first?.sequence ?? 0, messageFlag.dumpInterrupted, '00')])
  const dumped = socket.dump(request)
  assert.ok(!dumped.ok)
  assert.equal(dumped.error.code, 'EINTR')
})

test('a dump that is refused is a failure', () => {
  const { socket } = talkTo(([first]) => [verdict(first?.sequence ?? 0, 1)])
  const dumped = socket.dump(request)
  assert.ok(!dumped.ok)
  assert.equal(dumped.error.code, 'EPERM')
})

test('the words that the kernel has for its verdict stand behind those of the errno', () => {
  const words = new TextEncoder().encode('Nexthop has invalid gateway\0')
  const reasoned = (sequence: number) => {
    const tail = encodeAttributes([{ type: 1, value: words }])
    const payload = concatenate([verdict(sequence, 101).subarray(16), tail])
    return withSequence(encodeMessage({ type: 2, flags: 0x300 }, payload), sequence)
  }
  const { socket } = talkTo((requests) => requests.map(({ sequence }) => reasoned(sequence)))
  const [answer] = socket.exchange([request])
  assert.deepEqual(answer, {
    is: 'refused',
    failure: {
      code: 'ENETUNREACH',
      text: 'network is unreachable: Nexthop has invalid gateway',
      doing: 'a netlink request',
    },
  })
})
