/** What global_defs says of IPVS and of health checks: keepalived.conf(5), lvs_* and its neighbours. */
import type { Span } from '../base/span.ts'
import { seconds } from '../base/time.ts'
import { readOne } from '../conf/bind.ts'
import { fieldsOf, mayLack, reportLacking } from '../conf/fields.ts'
import { flag, type Given, noteExtra, type Row, type Scene, setting, words } from '../conf/rows.ts'
import type { Statement } from '../conf/tree.ts'
import { boolean, choice, integer, type Kind } from '../conf/values.ts'
import type { LvsSyncDaemon, LvsTimeouts } from './defaults.ts'
import { readSyncDaemon, syncDaemonParameters } from './sync-daemon-row.ts'

export interface LvsDefaultsDraft {
  lvsTimeouts?: Given<LvsTimeouts>
  lvsFlush?: Span
  lvsFlushOnStop?: Given<'all' | 'services'>
  lvsSyncDaemon?: Given<LvsSyncDaemon>
  nftablesIpvs?: Given<string>
  nftablesIpvsPriority?: Given<number>
  nftablesIpvsFirstFwmark?: Given<number>
  notifyOnStart?: Given<boolean>
  logAllFailures?: Given<boolean>
}

const put = fieldsOf<LvsDefaultsDraft>()
const tableLengthMax = 254
const timeout = integer({ min: 0, max: 2678400, strict: true })

const table: Kind<string> = {
  shape: 'TABLE',
  read: (word) => {
    if (word !== '' && word.length <= tableLengthMax) return { ok: true, value: word }
    const problem = `is no name of a table (1 to ${tableLengthMax} characters)`
    return { ok: false, error: { code: 'not-a-value', problem } }
  },
}

const nftablesRows: readonly Row<LvsDefaultsDraft>[] = [
  setting('nftables_ipvs', {
    kind: table,
    absent: 'keepalived_ipvs',
    about: 'Serve each virtual server group as one firewall mark, which nftables sets in this table',
    default: 'off; keepalived_ipvs without a name',
    repeat: 'first-wins',
    later: true,
    put: put('nftablesIpvs'),
  }),
  setting('nftables_ipvs_priority', {
    kind: integer({ min: -2147483648, max: 2147483647, strict: true }),
    about: 'Priority of the chains of nftables_ipvs',
    default: '-1',
    later: true,
    put: put('nftablesIpvsPriority'),
  }),
  setting('nftables_ipvs_start_fwmark', {
    kind: integer({ min: 1, max: 4294967295, strict: true }),
    about: 'First fwmark of nftables_ipvs',
    default: '1000',
    later: true,
    put: put('nftablesIpvsFirstFwmark'),
  }),
]

export const lvsDefaultsRows: readonly Row<LvsDefaultsDraft>[] = [
  words('lvs_timeouts', {
    parameters: '[tcp SECONDS] [tcpfin SECONDS] [udp SECONDS], 0..2678400 each',
    least: 0,
    about: 'How long IPVS keeps idle connections: TCP, TCP after a FIN, UDP',
    default: 'as the kernel has it',
    later: true,
    read: readTimeouts,
  }),
  flag('lvs_flush', {
    about: 'Remove all virtual servers from IPVS at start, whoever made them',
    default: 'off',
    later: true,
    put: put('lvsFlush'),
  }),
  words('lvs_flush_on_stop', {
    parameters: '[VS]',
    least: 0,
    synonyms: ['lvs_flush_onstop'],
    about: 'Remove all virtual servers from IPVS at the end, in one go; VS: only those of this configuration',
    default: 'off: entry by entry',
    later: true,
    read: readFlushOnStop,
  }),
  mayLack(
    words('lvs_sync_daemon', {
      parameters: syncDaemonParameters,
      least: 1,
      about: 'Synchronise IPVS connections with the other node, by the sync daemon of the kernel',
      default: 'off',
      repeat: 'first-wins',
      later: true,
      read: (statement, draft: LvsDefaultsDraft, scene) => {
        const read = readSyncDaemon(statement, scene)
        if (read !== undefined) draft.lvsSyncDaemon = read
      },
    }),
  ),
  ...nftablesRows,
  setting('rs_init_notifies', {
    kind: boolean,
    absent: true,
    about: 'Run notify scripts of real servers also for their first state after the start',
    default: 'off',
    later: true,
    put: put('notifyOnStart'),
  }),
  setting('checker_log_all_failures', {
    kind: boolean,
    absent: true,
    about: 'Log every failed attempt of a check, not only the one that takes the server down',
    default: 'off',
    later: true,
    put: put('logAllFailures'),
  }),
]

const noTimeouts: LvsTimeouts = { tcp: undefined, tcpFin: undefined, udp: undefined }
const timeoutFields: Readonly<Record<string, keyof LvsTimeouts>> = {
  tcp: 'tcp',
  tcpfin: 'tcpFin',
  udp: 'udp',
}

function readTimeouts(statement: Statement, draft: LvsDefaultsDraft, scene: Scene): void {
  const given = statement.words.slice(1)
  if (given.length < 2) {
    reportLacking(statement, 'tcp SECONDS, tcpfin SECONDS or udp SECONDS', scene)
    return
  }
  const found: { -readonly [Field in keyof LvsTimeouts]: LvsTimeouts[Field] } = {
    ...noTimeouts,
    ...draft.lvsTimeouts?.value,
  }
  for (let i = 0; i < given.length; i++) {
    const name = given[i]
    const field = name && Object.hasOwn(timeoutFields, name.text) ? timeoutFields[name.text] : undefined
    const value = given[i + 1]
    if (name === undefined) break
    if (field === undefined || value === undefined) {
      const problem =
        field === undefined ? `"${name.text}" is none of tcp, tcpfin, udp` : `${name.text} lacks its seconds`
      scene.report({
        code: field === undefined ? 'unknown-option' : 'option-without-value',
        severity: 'error',
        span: name.span,
        message: `lvs_timeouts: ${problem}`,
        instead: 'it is ignored, the others count',
      })
      continue
    }
    i++
    const as = { keyword: `lvs_timeouts ${name.text}`, kind: timeout, fallback: 'that of the kernel' }
    const read = readOne(value, as, scene)
    if (read !== undefined) found[field] = seconds(read)
  }
  draft.lvsTimeouts = { value: found, at: statement.keyword.span }
}

function readFlushOnStop(statement: Statement, draft: LvsDefaultsDraft, scene: Scene): void {
  const [keyword, word, ...extra] = statement.words
  noteExtra(extra, scene)
  if (word === undefined) {
    draft.lvsFlushOnStop = { value: 'all', at: keyword.span }
    return
  }
  const as = { keyword: 'lvs_flush_on_stop', kind: choice(['VS']), fallback: undefined }
  if (readOne(word, as, scene) !== undefined) draft.lvsFlushOnStop = { value: 'services', at: word.span }
}
