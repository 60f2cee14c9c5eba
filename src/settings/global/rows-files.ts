/**
 * Files that the daemon reads and writes beside its configuration, and when it reloads: keepalived.conf(5),
 * reload_file, state_dump_file and their neighbours.
 */
import type { Span } from '../../base/span.ts'
import { fieldsOf, mayLack, oneWord } from '../../conf/fields.ts'
import { includeCheckLevel } from '../../conf/include-lines.ts'
import { flag, type Given, type Row, type Scene, setting, words } from '../../conf/rows.ts'
import type { Statement } from '../../conf/tree.ts'
import { boolean, integer, text } from '../../conf/values.ts'
import { nameOfTheManual } from './name-of-the-manual.ts'

export interface FilesDraft {
  reloadCheck?: Given<string>
  reloadTimeFile?: Given<string>
  reloadRepeat?: Span
  /** Empty: in the directory of pid files. */
  reloadFile?: Given<string>
  stateDumpFile?: Given<string>
  statisticsDumpFile?: Given<string>
  jsonDumpFile?: Given<string>
  jsonVersion?: Given<number>
  dataUseInstance?: Given<boolean>
  saveDirectory?: Given<string>
  temporaryDirectory?: Given<string>
  iprouteVendorDirectory?: Given<string>
  iprouteDirectory?: Given<string>
  randomSeed?: Given<number>
}

const put = fieldsOf<FilesDraft>()
const path = text('PATH', 4095)
const directory = text('DIRECTORY', 4095)

const reloadRows: readonly Row<FilesDraft>[] = [
  setting('reload_check_config', {
    kind: path,
    absent: '',
    about:
      'Check a new configuration before a reload, which keepalived-ts always does; findings go to the log',
    default: 'off',
    put: put('reloadCheck'),
  }),
  oneWord(
    setting('reload_time_file', {
      kind: path,
      about: 'File with the time of a scheduled reload: [YYYY-MM-DD ]HH:MM:SS, with Z for UTC',
      default: 'none',
      put: put('reloadTimeFile'),
    }),
  ),
  flag('reload_repeat', {
    about: 'Keep the file of reload_time_file after the reload',
    default: 'off',
    put: put('reloadRepeat'),
  }),
  setting('reload_file', {
    kind: path,
    absent: '',
    about:
      'File that exists while the configuration is read; without PATH keepalived.reload beside the pid file',
    default: 'none',
    put: put('reloadFile'),
  }),
  words('include_check', {
    parameters: '[[+|-]read|match|wildcard_match|brace_match]...',
    least: 0,
    about: 'What counts as an error in the include lines that follow; without a word all four',
    default: 'nothing',
    repeat: 'appends',
    read: checkIncludeWords,
  }),
]

interface Dump {
  readonly keyword: string
  readonly manual: string
  readonly field: 'stateDumpFile' | 'statisticsDumpFile' | 'jsonDumpFile'
  readonly suffix: string
  readonly what: string
}

const dumps = [
  {
    keyword: 'state_dump_file',
    manual: 'state_file_location',
    field: 'stateDumpFile',
    suffix: 'data',
    what: 'its state',
  },
  {
    keyword: 'stats_dump_file',
    manual: 'stats_file_location',
    field: 'statisticsDumpFile',
    suffix: 'stats',
    what: 'its counters',
  },
  {
    keyword: 'json_dump_file',
    manual: 'json_file_location',
    field: 'jsonDumpFile',
    suffix: 'json',
    what: 'both as JSON',
  },
] as const satisfies readonly Dump[]

/** The names of the manual, which keepalived does not know: quirk `namesOfTheManual`. */
const dumpRows: readonly Row<FilesDraft>[] = dumps.flatMap(({ keyword, manual, field, suffix, what }) => {
  const row = oneWord(
    setting(keyword, {
      kind: path,
      about: `File that the daemon writes ${what} to on a signal; with a final / a directory`,
      default: `/tmp/keepalived.${suffix}`,
      since: '2.3',
      put: put(field),
    }),
  )
  return [row, nameOfTheManual(row, manual)]
})

const directoryRows: readonly Row<FilesDraft>[] = [
  setting('config_save_dir', {
    kind: directory,
    about: 'Directory for a copy of each configuration that is taken, and of the state around each reload',
    default: 'none',
    put: put('saveDirectory'),
  }),
  mayLack(
    setting('tmp_config_directory', {
      kind: directory,
      about: 'Directory of the copy that the processes read; keepalived-ts needs none',
      default: 'in memory',
      repeat: 'first-wins',
      put: put('temporaryDirectory'),
    }),
  ),
  oneWord(
    setting('iproute_usr_dir', {
      kind: directory,
      about: 'Directory of the name tables that come with iproute2 (rt_tables and others)',
      default: 'that of iproute2',
      since: '2.3',
      put: put('iprouteVendorDirectory'),
    }),
  ),
  oneWord(
    setting('iproute_etc_dir', {
      kind: directory,
      about: 'Directory of the name tables for iproute2 that the administrator has made',
      default: '/etc/iproute2',
      since: '2.3',
      put: put('iprouteDirectory'),
    }),
  ),
]

export const fileRows: readonly Row<FilesDraft>[] = [
  ...reloadRows,
  ...dumpRows,
  mayLack(
    setting('json_version', {
      kind: integer({ min: 1, max: 2 }),
      about: 'Layout of the JSON dump: 1 has instances only, 2 also tracked processes',
      default: '1',
      since: '2.2.8',
      put: put('jsonVersion'),
    }),
  ),
  setting('data_use_instance', {
    kind: boolean,
    absent: true,
    about: 'Put the names of instance and namespace into the names of dumps',
    default: 'off',
    put: put('dataUseInstance'),
  }),
  setting('random_seed', {
    kind: integer({ min: 0, max: 4294967295, strict: true }),
    about: 'Where the random numbers of _RANDOM start; keepalived reads it and does nothing with it',
    default: 'the time',
    later: true,
    put: put('randomSeed'),
  }),
  ...directoryRows,
]

/** What it does is done where includes are: here are only the words that nobody knows. */
function checkIncludeWords(statement: Statement, _draft: FilesDraft, scene: Scene): void {
  const { unknown } = includeCheckLevel(statement.words.slice(1), '')
  for (const word of unknown) {
    scene.report({
      code: 'not-a-value',
      severity: 'error',
      span: word.span,
      message: `include_check: "${word.text}" is none of read, match, wildcard_match, brace_match here`,
      instead: 'it is ignored; only the first word may stand without + or -',
    })
  }
}
