/**
 * The keywords of bfd_instance, but for its weight, which is VRRP's: keepalived.conf(5), BFD CONFIGURATION.
 * They fill a draft; what is only wrong together is judged in settings. Refuses words that are no values of
 * their kind.
 */
import type { Address } from '../base/address.ts'
import type { Span } from '../base/span.ts'
import { type Micros, milliseconds } from '../base/time.ts'
import { readOne } from '../conf/bind.ts'
import type { Report } from '../conf/diagnostics.ts'
import { fieldsOf } from '../conf/fields.ts'
import { flag, type Given, noteExtra, type Row, type Scene, setting, words } from '../conf/rows.ts'
import type { Statement } from '../conf/tree.ts'
import { boolean, integer, type Kind, seconds, singleAddress } from '../conf/values.ts'

export interface BfdDraft {
  readonly name: Given<string>
  neighbor?: Given<Address>
  /** neighbor_ip with something that is no address: the instance is lost, whatever follows. */
  neighborRefused?: Span
  source?: Given<Address>
  minRx?: Given<Micros>
  minTx?: Given<Micros>
  idleTx?: Given<Micros>
  multiplier?: Given<number>
  passive?: Span
  ttl?: Given<number>
  maxHops?: Given<number>
  multihop?: Given<boolean>
  vrrp?: Span
  checker?: Span
}

/** A longer name is refused with its whole block. */
export const nameLengthMax = 31

const put = fieldsOf<BfdDraft>()

/** Milliseconds with at most three decimals, as whole microseconds. */
function millis(least: number): Kind<Micros> {
  const most = 4294967
  const number = seconds({ min: least, max: most, digits: 3, strict: true })
  return {
    shape: `MILLISECONDS ${least}..${most}, fractions allowed`,
    read: (word) => {
      const read = number.read(word)
      if (read.ok) return { ok: true, value: milliseconds(read.value / 1e6) }
      const { code, corrected } = read.error
      const problem =
        code === 'too-precise'
          ? 'has more than 3 decimals: BFD counts microseconds'
          : read.error.problem.replace('seconds', 'milliseconds')
      if (corrected === undefined) return { ok: false, error: { code, problem } }
      return { ok: false, error: { code, problem, corrected: milliseconds(corrected / 1e6) } }
    },
    show: (value) => `${value / 1e3} ms`,
  }
}

const interval = millis(1)

export const bfdRows: readonly Row<BfdDraft>[] = [
  words('neighbor_ip', {
    synonyms: ['neighbour_ip'],
    parameters: 'ADDRESS',
    least: 1,
    about: 'Address of the neighbor at the other end of the session',
    read: readNeighbor,
  }),
  setting('source_ip', {
    kind: singleAddress,
    about: 'Source address of the session, of the same family',
    default: 'chosen by the kernel',
    put: put('source'),
  }),
  setting('min_rx', {
    kind: interval,
    about: 'Shortest interval at which this end accepts packets',
    default: '10',
    put: put('minRx'),
  }),
  setting('min_tx', {
    kind: interval,
    about: 'Wanted interval between sent packets while the session is up',
    default: '10',
    put: put('minTx'),
  }),
  setting('idle_tx', {
    kind: millis(1000),
    about: 'Wanted interval between sent packets while the session is not up',
    default: '1000',
    put: put('idleTx'),
  }),
  setting('multiplier', {
    kind: integer({ min: 1, max: 255, unit: 'packets', strict: true }),
    about: 'Number of packets in a row whose loss takes the session down',
    default: '5',
    put: put('multiplier'),
  }),
  flag('passive', {
    about: 'Wait until the neighbor sends the first packet',
    put: (draft: BfdDraft, at) => {
      draft.passive = at
    },
  }),
  setting('ttl', {
    synonyms: ['hoplimit'],
    kind: integer({ min: 1, max: 255, unit: 'hops', strict: true }),
    about: 'TTL or hop limit of sent packets, which received ones are compared with',
    default: '255 with IPv4, 64 with IPv6',
    put: put('ttl'),
  }),
  setting('max_hops', {
    kind: integer({ min: -1, max: 255, unit: 'hops', strict: true }),
    about: 'How far below ttl that of a received packet may be; 255 or -1: any',
    default: '0',
    put: put('maxHops'),
  }),
  setting('multihop', {
    kind: boolean,
    absent: true,
    since: '2.2.8',
    about: 'The neighbor may be several hops away (port 4784, RFC 5883)',
    default: 'no',
    put: put('multihop'),
  }),
  ...(['vrrp', 'checker'] as const).map(
    (side): Row<BfdDraft> =>
      flag(side, {
        about:
          side === 'vrrp'
            ? 'Report to VRRP; not to checks, unless checker is given too'
            : 'Report to checks; not to VRRP, unless vrrp is given too',
        default: 'both are told',
        put: (draft: BfdDraft, at) => {
          draft[side] = at
        },
      }),
  ),
]

function readNeighbor(statement: Statement, draft: BfdDraft, scene: Scene): void {
  const [keyword, word, ...extra] = statement.words
  if (word === undefined) return
  noteExtra(extra, scene)
  const of = { keyword: keyword.text, kind: singleAddress, fallback: undefined }
  const instead = 'the bfd_instance is left out, whatever follows'
  const report: Report = (diagnostic) => scene.report({ ...diagnostic, instead })
  const value = readOne(word, of, { ...scene, report })
  if (value === undefined) draft.neighborRefused = word.span
  else draft.neighbor = { value, at: word.span }
}
