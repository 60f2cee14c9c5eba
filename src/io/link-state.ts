/**
 * The link of an interface, asked for instead of awaited: some drivers tell nobody when a cable is pulled.
 * The MII registers of the transceiver, ethtool, or the flags of the interface (netdevice(7),
 * include/uapi/linux/mii.h, include/uapi/linux/ethtool.h).
 *
 *   struct ifreq, 40 bytes: name 16, then what the request is about
 */
import { ok, type Result } from '../base/result.ts'
import { littleEndian, viewOf } from '../netlink/attribute.ts'
import { attempt, type Failure } from './failure.ts'
import type { Native } from './native.ts'

export type LinkMethod = 'MII' | 'ETHTOOL' | 'IOCTL'

export interface LinkProbe {
  /** Whether there is a link; the error says what the driver cannot do, or that there is no interface. */
  ask(name: string, method: LinkMethod): Result<boolean, Failure>
  close(): void
}

const inet = 2
const datagram = 2
const request = { flags: 0x8913, ethtool: 0x8946, miiAddress: 0x8947, miiRegister: 0x8948 } as const
const recordBytes = 40
const nameBytes = 16
const ethtoolGetLink = 0x0a
const miiStatus = 1
const linkStatus = 0x0004
const flagUpAndRunning = 0x1 | 0x40

type LinkCalls = Pick<Native, 'socket' | 'close' | 'interfaceRequest'>

export function openLinkProbe(native: LinkCalls): Result<LinkProbe, Failure> {
  const opened = attempt('opening a socket to ask interfaces', () => native.socket(inet, datagram, 0))
  if (!opened.ok) return opened
  const fd = opened.value
  const ask = { MII: askTransceiver, ETHTOOL: askDriver, IOCTL: askFlags } as const
  return ok({
    ask: (name, method) =>
      attempt(`asking ${name} for its link (${method})`, () => ask[method](native, fd, name)),
    close: () => native.close(fd),
  })
}

function recordFor(name: string): Uint8Array {
  const record = new Uint8Array(recordBytes)
  for (let at = 0; at < Math.min(name.length, nameBytes - 1); at++) record[at] = name.charCodeAt(at)
  return record
}

/**
 * struct mii_ioctl_data: address 2, register 2, value in 2, value out 2. The link bit latches: read twice.
 */
function askTransceiver(native: LinkCalls, fd: number, name: string): boolean {
  const record = recordFor(name)
  const view = viewOf(record)
  native.interfaceRequest(fd, request.miiAddress, record, null)
  const read = () => {
    view.setUint16(nameBytes + 2, miiStatus, littleEndian)
    native.interfaceRequest(fd, request.miiRegister, record, null)
    return view.getUint16(nameBytes + 6, littleEndian)
  }
  read()
  return (read() & linkStatus) !== 0
}

/** struct ethtool_value: command 4, data 4. */
function askDriver(native: LinkCalls, fd: number, name: string): boolean {
  const value = new Uint8Array(8)
  viewOf(value).setUint32(0, ethtoolGetLink, littleEndian)
  native.interfaceRequest(fd, request.ethtool, recordFor(name), value)
  return viewOf(value).getUint32(4, littleEndian) !== 0
}

function askFlags(native: LinkCalls, fd: number, name: string): boolean {
  const record = recordFor(name)
  native.interfaceRequest(fd, request.flags, record, null)
  return (viewOf(record).getUint16(nameBytes, littleEndian) & flagUpAndRunning) === flagUpAndRunning
}
