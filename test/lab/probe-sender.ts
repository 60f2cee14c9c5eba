/**
 * The process behind `probe.ts`, run inside a host's namespace: sends ICMP echo requests at an exact interval
 * until its standard input ends, then writes both lists of times as JSON.
 *
 * Arguments: address, interval in microseconds.
 */
import { address, familyOf } from '../../src/base/address.ts'
import { micros, plus } from '../../src/base/time.ts'
import { now, openAlarm } from '../../src/io/clock.ts'
import {
  AF_INET,
  AF_INET6,
  CLOCK_REALTIME,
  int,
  SCHED_RR,
  SO_RCVBUFFORCE,
  SO_TIMESTAMPNS,
  SOCK_RAW,
  SOL_SOCKET,
  socketAddress,
} from '../../src/io/linux.ts'
import { loadNative } from '../../src/io/native.ts'
import { putLong, putWord, wordAt } from '../../src/wire/bytes.ts'
import { checksumOf, wordSum } from '../../src/wire/checksum.ts'

const [target = '', interval = '1000'] = process.argv.slice(2)
const native = loadNative()
const isIpv6 = familyOf(address(target)) === 'ipv6'
const destination = socketAddress(address(target), 0)
const sentAt: number[] = []
const answeredAt: number[] = []
const id = process.pid & 0xffff

/** RFC 792 and RFC 4443; a raw socket of IPv6 sees no header, and its kernel writes the checksum. */
const icmp = isIpv6
  ? { protocol: 58, headerBytes: 0, request: 128, reply: 129 }
  : { protocol: 1, headerBytes: 20, request: 8, reply: 0 }
const slots = 64
const slotBytes = 128
const metaPerSlot = 8

native.setScheduler(SCHED_RR, 1)
const socket = native.socket(isIpv6 ? AF_INET6 : AF_INET, SOCK_RAW, icmp.protocol)
native.setsockopt(socket, SOL_SOCKET, SO_TIMESTAMPNS, int(1))
native.setsockopt(socket, SOL_SOCKET, SO_RCVBUFFORCE, int(4 << 20))

const buffer = new Uint8Array(slots * slotBytes)
const meta = new Int32Array(slots * metaPerSlot)
native.watch(socket, buffer, meta, slots, 4, (count) => {
  for (let slot = 0; slot < count; slot++) {
    const start = slot * slotBytes + icmp.headerBytes
    if (buffer[start] !== icmp.reply || wordAt(buffer, start + 4) !== id) continue
    const stamp = slot * metaPerSlot + 5
    answeredAt.push((meta[stamp] ?? 0) * 1e6 + (meta[stamp + 1] ?? 0))
  }
})

let due = now(native)
const alarm = openAlarm(native, () => {
  ask()
  // A question that could not be asked in time is not made up for: the beat goes on from there.
  due = micros(Math.max(plus(due, micros(Number(interval))), now(native)))
  alarm.set(due)
})
alarm.set(due)
process.stdout.write('started\n')

process.stdin.on('end', () => {
  alarm.close()
  setTimeout(() => {
    process.stdout.write(JSON.stringify({ sentAt, answeredAt }), () => process.exit(0))
  }, 100)
})
process.stdin.resume()

/** An echo request: type, code 0, checksum, identifier, sequence number, then our own count. */
function ask(): void {
  const message = new Uint8Array(16)
  message[0] = icmp.request
  putWord(message, 4, id)
  putWord(message, 6, sentAt.length & 0xffff)
  putLong(message, 8, sentAt.length)
  putWord(message, 2, checksumOf(wordSum(message, 0, message.length)))
  sentAt.push(native.clock(CLOCK_REALTIME))
  try {
    native.send(socket, message, destination, 0)
  } catch {
    // Unreachable: asked and not answered, which is what the record then says.
  }
}
