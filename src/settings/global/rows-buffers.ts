/** Receive buffers of sockets: keepalived.conf(5), *_rcv_bufs and vrrp_rx_bufs_policy. */
import { readOne } from '../../conf/bind.ts'
import { mayLack, oneWord } from '../../conf/fields.ts'
import { type Given, type Row, type Scene, setting, words } from '../../conf/rows.ts'
import type { Statement } from '../../conf/tree.ts'
import { boolean, integer } from '../../conf/values.ts'
import type { BuffersSettings } from './settings.ts'

export type BufferName = Exclude<keyof BuffersSettings, 'adverts'>

export interface BuffersDraft {
  readonly buffers: { -readonly [Name in BufferName]?: { bytes?: Given<number>; force?: Given<boolean> } } & {
    advertPolicy?: Given<'mtu' | 'advert'>
    advertBytes?: Given<number>
    advertMultiplier?: Given<number>
  }
}

const bytes = integer({ min: 0, max: 4294967295, unit: 'bytes', strict: true })

const sockets: readonly { readonly prefix: string; readonly name: BufferName; readonly of: string }[] = [
  {
    prefix: 'vrrp_netlink_cmd',
    name: 'vrrpNetlinkCommand',
    of: 'netlink socket for requests of the VRRP process',
  },
  {
    prefix: 'vrrp_netlink_monitor',
    name: 'vrrpNetlinkMonitor',
    of: 'netlink socket for notifications to the VRRP process',
  },
  { prefix: 'process_monitor', name: 'processMonitor', of: 'socket for processes that start and end' },
  {
    prefix: 'lvs_netlink_cmd',
    name: 'lvsNetlinkCommand',
    of: 'netlink socket for requests of the checker process',
  },
  {
    prefix: 'lvs_netlink_monitor',
    name: 'lvsNetlinkMonitor',
    of: 'netlink socket for notifications to the checker process',
  },
]

/** Those that the daemon opens with this buffer. */
const opened: readonly BufferName[] = ['processMonitor', 'vrrpNetlinkCommand', 'vrrpNetlinkMonitor']

function effectOf(name: BufferName): { readonly later?: true } {
  return opened.includes(name) ? {} : { later: true }
}

export const bufferRows: readonly Row<BuffersDraft>[] = [
  ...sockets.flatMap(({ prefix, name, of }) => [
    mayLack(
      setting(`${prefix}_rcv_bufs`, {
        kind: bytes,
        about: `Receive buffer of the ${of}; 0: what the daemon finds good`,
        default: '0',
        ...effectOf(name),
        put: ({ buffers }: BuffersDraft, given) => {
          buffers[name] = { ...buffers[name], bytes: given }
        },
      }),
    ),
    setting(`${prefix}_rcv_bufs_force`, {
      kind: boolean,
      absent: true,
      about: `Allow ${prefix}_rcv_bufs to exceed net.core.rmem_max`,
      default: 'off',
      ...effectOf(name),
      put: ({ buffers }: BuffersDraft, given) => {
        buffers[name] = { ...buffers[name], force: given }
      },
    }),
  ]),
  mayLack(
    words('vrrp_rx_bufs_policy', {
      parameters: 'MTU|ADVERT|NUMBER 0..4294967295 bytes',
      least: 1,
      about: 'Receive buffer of the sockets for adverts: bytes, or a multiple of the MTU or of the advert',
      default: 'enough for a flood: 8 MiB',
      repeat: 'appends',
      read: readPolicy,
    }),
  ),
  oneWord(
    setting('vrrp_rx_bufs_multiplier', {
      kind: integer({ min: 1, max: 4294967295, strict: true }),
      about: 'Factor for vrrp_rx_bufs_policy MTU and ADVERT',
      default: '3',
      put: ({ buffers }: BuffersDraft, given) => {
        buffers.advertMultiplier = given
      },
    }),
  ),
]

/** A number excludes both words, and MTU excludes ADVERT, whatever the order and however many lines. */
function readPolicy(statement: Statement, { buffers }: BuffersDraft, scene: Scene): void {
  const given = statement.words.slice(1)
  for (const word of given) {
    const name = word.text.toUpperCase()
    if (name !== 'MTU' && name !== 'ADVERT') {
      const as = { keyword: 'vrrp_rx_bufs_policy', kind: bytes, fallback: undefined }
      const value = readOne(word, as, scene)
      if (value === undefined) continue
      buffers.advertBytes = { value, at: word.span }
      if (buffers.advertPolicy !== undefined) reportPolicies(buffers.advertPolicy, scene, 'bytes')
      delete buffers.advertPolicy
    } else if (buffers.advertBytes !== undefined) {
      reportPolicies({ value: name, at: word.span }, scene, 'bytes')
    } else if (buffers.advertPolicy !== undefined && buffers.advertPolicy.value !== name.toLowerCase()) {
      const other = buffers.advertPolicy
      reportPolicies(name === 'ADVERT' ? { value: name, at: word.span } : other, scene, 'MTU')
      buffers.advertPolicy = { value: 'mtu', at: name === 'MTU' ? word.span : other.at }
    } else buffers.advertPolicy = { value: name === 'MTU' ? 'mtu' : 'advert', at: word.span }
  }
}

function reportPolicies({ value, at }: Given<string>, scene: Scene, counts: 'bytes' | 'MTU'): void {
  const wins = counts === 'bytes' ? 'the number of bytes' : 'MTU'
  scene.report({
    code: 'buffer-policies',
    severity: 'error',
    span: at,
    message: `vrrp_rx_bufs_policy: ${value.toUpperCase()} and ${wins} exclude each other`,
    instead: `${wins} counts`,
  })
}
