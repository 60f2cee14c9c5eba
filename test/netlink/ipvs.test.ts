/** ipvs messages: bytes captured from keepalived and the kernel, and what is read back. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { address } from '../../src/base/address.ts'
import { decodeFamily, encodeFindFamily } from '../../src/netlink/generic.ts'
import {
  decodeIpvs,
  decodeVersion,
  encodeGetInfo,
  encodeIpvsCommand,
  encodeListDestinations,
  encodeListServices,
  type IpvsDestination,
  type IpvsService,
} from '../../src/netlink/ipvs.ts'
import { decodeMessages, type NetlinkMessage } from '../../src/netlink/message.ts'
import { hex, toHex } from './bytes.ts'

const family = 28
const service: IpvsService = {
  protocol: 'tcp',
  address: address('10.9.9.1'),
  port: 80,
  scheduler: 'wrr',
  persistence: undefined,
}
const destination: IpvsDestination = {
  address: address('10.1.0.1'),
  port: 8080,
  forwarding: 'nat',
  weight: 2,
}
const head = (length: string, command: string) =>
  `${length}000000 1c000500 00000000 00000000 ${command}010000`
const serviceBlock = `54000180 0600010002000000 0600020006000000 140003000a090901000000000000000000000000
  0600040000500000 0800060077727200 0c000700 00000000ffffffff 0800080000000000 08000900ffffffff`
const destinationBlock = `48000280 06000b0002000000 140001000a010001000000000000000000000000 060002001f900000
  0800030000000000 0800040002000000 0800050000000000 0800060000000000`

test('a service is added with the bytes that keepalived sends', () => {
  const bytes = encodeIpvsCommand(family, { is: 'add-service', service })
  assert.equal(bytes.length, 104)
  assert.equal(toHex(bytes), toHex(hex(head('68', '01') + serviceBlock)))
})

test('a destination is added with the bytes that keepalived sends', () => {
  const bytes = encodeIpvsCommand(family, { is: 'add-destination', service, destination })
  assert.equal(toHex(bytes), toHex(hex(head('b0', '05') + serviceBlock + destinationBlock)))
})

test('the commands have the numbers of ip_vs.h', () => {
  const number = (bytes: Uint8Array) => bytes[16]
  const onService = ['add-service', 'change-service', 'remove-service'] as const
  const onDestination = ['add-destination', 'change-destination', 'remove-destination'] as const
  assert.deepEqual(
    onService.map((is) => number(encodeIpvsCommand(family, { is, service }))),
    [1, 2, 3],
  )
  assert.deepEqual(
    onDestination.map((is) => number(encodeIpvsCommand(family, { is, service, destination }))),
    [5, 6, 7],
  )
  assert.deepEqual([encodeListServices(family), encodeGetInfo(family)].map(number), [4, 15])
  assert.equal(number(encodeListDestinations(family, service)), 8)
})

test('persistence 100 with 255.255.255.0: flag, timeout, mask; destinations go without it', () => {
  const persistent: IpvsService = { ...service, persistence: { seconds: 100, mask: 0xffffff00 } }
  const added = toHex(encodeIpvsCommand(family, { is: 'add-service', service: persistent }))
  assert.ok(added.endsWith(toHex(hex('0c000700 01000000ffffffff 0800080064000000 08000900ffffff00'))))
  const bytes = encodeIpvsCommand(family, { is: 'add-destination', service: persistent, destination })
  assert.equal(toHex(bytes), toHex(hex(head('b0', '05') + serviceBlock + destinationBlock)))
})

test('IPv6: the mask is the length of the prefix', () => {
  const six: IpvsService = {
    ...service,
    address: address('fd00:9::1'),
    persistence: { seconds: 360, mask: 64 },
  }
  const added = toHex(encodeIpvsCommand(family, { is: 'add-service', service: six }))
  assert.ok(added.includes(toHex(hex('060001000a000000'))))
  assert.ok(added.endsWith(toHex(hex('0800090040000000'))))
  const plain = encodeIpvsCommand(family, { is: 'add-service', service: { ...six, persistence: undefined } })
  assert.ok(toHex(plain).endsWith(toHex(hex('0800090080000000'))))
})

/** The same message as the kernel would send it: reports use the numbers of the commands. */
function asReport(bytes: Uint8Array, command: number): NetlinkMessage {
  const [message] = decodeMessages(bytes)
  assert.ok(message)
  const payload = message.payload.slice()
  payload[0] = command
  return { ...message, payload }
}

const anyAddress = fc.oneof(
  fc.ipV4().map(address),
  fc.constantFrom('fd00:9::1', '2001:db8::80', '::1').map(address),
)

test('services and destinations come back as they were sent', () => {
  const anyService = fc
    .record({
      protocol: fc.constantFrom('tcp' as const, 'udp' as const, 'sctp' as const),
      address: anyAddress,
      port: fc.nat(65535),
      scheduler: fc.constantFrom('rr', 'wlc', 'a-long-schedulr'),
      seconds: fc.option(fc.integer({ min: 1, max: 2678400 }), { nil: undefined }),
      mask: fc.integer({ min: 0, max: 0xffffffff }),
      length: fc.integer({ min: 1, max: 128 }),
    })
    .map(
      ({ seconds, mask, length, ...key }): IpvsService => ({
        ...key,
        persistence:
          seconds === undefined ? undefined : { seconds, mask: key.address.includes(':') ? length : mask },
      }),
    )
  const anyDestination = fc
    .record({
      address: anyAddress,
      port: fc.nat(65535),
      forwarding: fc.constantFrom('nat' as const, 'dr' as const, 'tun' as const, 'local' as const),
      weight: fc.nat(2147483647),
    })
    .map((plain) => ({ ...plain }))
  fc.assert(
    fc.property(anyService, anyDestination, (sent, target) => {
      const one = asReport(encodeIpvsCommand(family, { is: 'add-service', service: sent }), 1)
      assert.deepEqual(decodeIpvs(one), { is: 'service', service: sent })
      const command = { is: 'add-destination', service: sent, destination: target } as const
      const two = asReport(encodeIpvsCommand(family, command), 5)
      assert.deepEqual(decodeIpvs(two), { is: 'destination', destination: target })
    }),
  )
})

test('a destination of a kernel that does not tell the family', () => {
  const old = `44000200 140001000a010001000000000000000000000000 060002001f900000 0800030000000000
    0800040002000000 0800050000000000 0800060000000000 0800070000000000`
  const payload = hex(`05010000 ${old}`)
  const report = decodeIpvs({ type: family, flags: 2, sequence: 0, port: 0, payload })
  assert.deepEqual(report, { is: 'destination', destination })
})

test('the family is asked by name and read from the answer', () => {
  assert.equal(
    toHex(encodeFindFamily('IPVS', 5)),
    toHex(hex('20000000 10000500 00000000 00000000 03010000 09000200 49505653 00000000')),
  )
  const payload = hex('01020000 06000100 1c000000 09000200 4950565300000000')
  assert.equal(decodeFamily({ type: 0x10, flags: 0, sequence: 0, port: 0, payload }), 28)
})

test('the version is 1.2.1', () => {
  const payload = hex('0e010000 08000100 01020100 08000200 00100000')
  assert.equal(decodeVersion({ type: family, flags: 0, sequence: 0, port: 0, payload }), '1.2.1')
})

test('nothing that decodes ever throws, also when a real message was cut or changed', () => {
  const real = encodeIpvsCommand(family, { is: 'add-destination', service, destination }).slice(16)
  fc.assert(
    fc.property(fc.nat(real.length), fc.array(fc.tuple(fc.nat(255), fc.nat(255))), (length, changes) => {
      const payload = real.slice(0, length)
      for (const [at, value] of changes) if (at < payload.length) payload[at] = value
      for (const type of [family, 0x10]) {
        const message = { type, flags: 0, sequence: 0, port: 0, payload }
        decodeIpvs(message)
        decodeFamily(message)
        decodeVersion(message)
      }
    }),
    { numRuns: 3_000 },
  )
})
