/**
 * What keeps addresses from being used that must not be: keepalived.conf(5), nftables, vrrp_iptables and
 * vrrp_ipsets. Which of them counts is decided when all is read.
 */
import type { Span } from '../../base/span.ts'
import { fieldsOf } from '../../conf/fields.ts'
import { flag, type Given, noteExtra, type Row, type Scene, setting, words } from '../../conf/rows.ts'
import type { Statement } from '../../conf/tree.ts'
import { integer, type Kind } from '../../conf/values.ts'
import type { Word } from '../../conf/words.ts'
import { nameOfTheManual } from './name-of-the-manual.ts'

export interface FirewallDraft {
  nftables?: Given<string>
  nftablesPriority?: Given<number>
  nftablesByInterfaceNumber?: Span
  nftablesCounters?: Span
  iptables?: Given<{ readonly input: string; readonly output: string }>
  /** Names as given, at most six; none: no sets. */
  ipsets?: Given<readonly string[]>
}

const put = fieldsOf<FirewallDraft>()
const tableLengthMax = 255
const chainLengthMax = 27
const setLengthMax = 30
const setsMax = 6

const tableName: Kind<string> = {
  shape: 'TABLE',
  read: (word) => {
    if (word !== '' && word.length <= tableLengthMax) return { ok: true, value: word }
    const problem = `is no name of a table (1 to ${tableLengthMax} characters)`
    return { ok: false, error: { code: 'not-a-value', problem } }
  },
}

const chainPriority = integer({ min: -2147483648, max: 2147483647, strict: true })

const tableRow: Row<FirewallDraft> = setting('nftables', {
  kind: tableName,
  absent: 'keepalived',
  about: 'Block packets (no_accept) with nftables, in this table',
  default: 'keepalived, where it is needed',
  repeat: 'first-wins',
  put: put('nftables'),
})

export const firewallRows: readonly Row<FirewallDraft>[] = [
  tableRow,
  nameOfTheManual(tableRow, 'vrrp_nftables'),
  setting('nftables_priority', {
    kind: chainPriority,
    about: 'Priority of the base chains of nftables',
    default: '-1',
    put: put('nftablesPriority'),
  }),
  flag('nftables_ifindex', {
    about: 'Match interfaces of link-local addresses by index, which is faster, instead of by name',
    default: 'off',
    put: put('nftablesByInterfaceNumber'),
  }),
  flag('nftables_counters', {
    about: 'Add packet counters to the nftables rules',
    default: 'off',
    put: put('nftablesCounters'),
  }),
  words('vrrp_iptables', {
    parameters: '[INPUT-CHAIN [OUTPUT-CHAIN]]',
    least: 0,
    about: 'Block packets (no_accept) with iptables, in these chains',
    default: 'INPUT OUTPUT, when it is given',
    repeat: 'first-wins',
    later: true,
    read: readIptables,
  }),
  words('vrrp_ipsets', {
    parameters: '[SET [SET6 [SET_IF6 [SET_IGMP [SET_MLD [SET_ND]]]]]]',
    least: 0,
    about: 'Names of the ipsets for vrrp_iptables; without a name ipsets are not used',
    default: 'keepalived and names made from it, with vrrp_iptables',
    since: '2.0',
    later: true,
    read: readIpsets,
  }),
]

function readIptables(statement: Statement, draft: FirewallDraft, scene: Scene): void {
  const [keyword, input, output, ...extra] = statement.words
  noteExtra(extra, scene)
  const tooLong = [input, output].find((word) => word !== undefined && !fits(word, chainLengthMax))
  if (tooLong !== undefined) {
    refuse(tooLong, `vrrp_iptables: a chain has a name of 1 to ${chainLengthMax} characters`, scene)
    return
  }
  if (input !== undefined && input.text === output?.text) {
    refuse(output, 'vrrp_iptables: both chains are the same', scene)
    return
  }
  const value = { input: input?.text ?? 'INPUT', output: output?.text ?? 'OUTPUT' }
  draft.iptables = { value, at: keyword.span }
}

function readIpsets(statement: Statement, draft: FirewallDraft, scene: Scene): void {
  const [keyword, ...given] = statement.words
  noteExtra(given.slice(setsMax), scene)
  const names: string[] = []
  for (const word of given.slice(0, setsMax)) {
    if (!fits(word, setLengthMax)) {
      refuse(word, `vrrp_ipsets: a set has a name of 1 to ${setLengthMax} characters`, scene)
      return
    }
    if (names.includes(word.text)) {
      refuse(word, `vrrp_ipsets: two sets are called ${word.text}`, scene)
      return
    }
    names.push(word.text)
  }
  draft.ipsets = { value: names, at: keyword.span }
}

function fits(word: Word, lengthMax: number): boolean {
  return word.text !== '' && word.text.length <= lengthMax
}

function refuse(word: Word, message: string, scene: Scene): void {
  const instead = 'the statement is ignored'
  scene.report({ code: 'bad-firewall-name', severity: 'error', span: word.span, message, instead })
}
