/**
 * The daemon's command line, in the grammar of getopt_long(3) that keepalived(8) uses: clustered short
 * options, optional arguments that must be attached, unambiguous abbreviations of long names. yargs serves
 * the subcommands; it cannot tell `-tFILE` from `-t FILE` (docs/decisions/0008-command-line.md).
 */
import { err, ok, type Result } from '../base/result.ts'

type Argument = 'none' | 'required' | 'optional'

export interface OptionRow {
  readonly long: string
  readonly short?: string
  readonly argument: Argument
  /** How the argument is called in the help. */
  readonly value?: string
  readonly help: string
  /** Accepted and answered with a line: it has no effect yet. */
  readonly later?: true
  /** Accepted and answered with this line: why it has nothing to do here. */
  readonly without?: string
}

/** Every option of keepalived(8) 2.4, and ours at the end. */
export const optionRows = [
  { long: 'use-file', short: 'f', argument: 'required', value: 'FILE', help: 'read this configuration file' },
  { long: 'vrrp', short: 'P', argument: 'none', help: 'run VRRP only' },
  { long: 'check', short: 'C', argument: 'none', help: 'run the health checkers only' },
  { long: 'no_bfd', short: 'B', argument: 'none', help: 'do not run BFD' },
  { long: 'all', argument: 'none', help: 'run every subsystem, configured or not' },
  { long: 'log-console', short: 'l', argument: 'none', help: 'log to the terminal (standard error)' },
  { long: 'log-detail', short: 'D', argument: 'none', help: 'log in detail; twice: in more detail' },
  {
    long: 'log-facility',
    short: 'S',
    argument: 'required',
    value: '0-7|local0-7|user|daemon',
    help: 'syslog facility',
  },
  {
    long: 'log-file',
    short: 'g',
    argument: 'optional',
    value: 'FILE',
    help: 'log to a file, too (keepalived.log in $TMPDIR or the current directory)',
  },
  {
    long: 'flush-log-file',
    argument: 'none',
    help: 'write the log file through to the disk after each line',
  },
  { long: 'no-syslog', short: 'G', argument: 'none', help: 'do not log to syslog' },
  { long: 'umask', short: 'u', argument: 'required', value: 'MASK', help: 'file creation mask (0177)' },
  {
    long: 'release-vips',
    short: 'X',
    argument: 'none',
    help: 'release VIPs on a transition',
    without: 'addresses are released whenever an instance leaves MASTER, with it and without it',
  },
  {
    long: 'dont-release-vrrp',
    short: 'V',
    argument: 'none',
    help: 'stop without priority 0, and leave VIPs, routes and rules as they are',
  },
  { long: 'dont-release-ipvs', short: 'I', argument: 'none', help: 'keep IPVS when stopping', later: true },
  { long: 'dont-respawn', short: 'R', argument: 'none', help: 'end when a worker dies' },
  { long: 'dont-fork', short: 'n', argument: 'none', help: 'stay in the foreground' },
  { long: 'dump-conf', short: 'd', argument: 'none', help: 'log the configuration as understood' },
  { long: 'pid', short: 'p', argument: 'required', value: 'FILE', help: "the daemon's pid file" },
  { long: 'vrrp_pid', short: 'r', argument: 'required', value: 'FILE', help: "the VRRP worker's pid file" },
  { long: 'checkers_pid', short: 'c', argument: 'required', value: 'FILE', help: "the checker's pid file" },
  {
    long: 'bfd_pid',
    short: 'b',
    argument: 'required',
    value: 'FILE',
    help: "the BFD worker's pid file",
    later: true,
  },
  { long: 'genhash', short: 'T', argument: 'none', help: 'run as genhash', later: true },
  { long: 'address-monitoring', short: 'a', argument: 'none', help: 'log every address change' },
  {
    long: 'namespace',
    short: 's',
    argument: 'required',
    value: 'NAME',
    help: 'run in this network namespace',
  },
  { long: 'all-config', short: 'e', argument: 'none', help: 'a missing configuration file is an error' },
  { long: 'config-id', short: 'i', argument: 'required', value: 'ID', help: 'use the lines marked @ID' },
  { long: 'snmp', short: 'x', argument: 'none', help: 'enable SNMP', later: true },
  {
    long: 'snmp-agent-socket',
    short: 'A',
    argument: 'required',
    value: 'SOCKET',
    help: 'AgentX socket',
    later: true,
  },
  { long: 'core-dump', short: 'm', argument: 'none', help: 'dump core when crashing' },
  {
    long: 'core-dump-pattern',
    short: 'M',
    argument: 'optional',
    value: 'PATTERN',
    help: 'the same, with this kernel.core_pattern (core) until the end',
  },
  { long: 'signum', argument: 'required', value: 'NAME', help: 'print the number of a signal' },
  {
    long: 'config-test',
    short: 't',
    argument: 'optional',
    value: 'LOGFILE',
    help: 'check the file of -f and exit; what is found is appended to LOGFILE',
  },
  {
    long: 'perf',
    argument: 'optional',
    value: 'WHEN',
    help: 'profile the VRRP process',
    without: 'nothing records by itself: `perf record -p $(cat /run/vrrp.pid)` does, at any moment',
  },
  {
    long: 'debug',
    argument: 'optional',
    value: 'WHAT',
    help: 'debugging output of some builds of keepalived',
    without: 'there are no debug builds: -D logs in detail, and keepalived.data has the whole state',
  },
  {
    long: 'no-mem-check',
    argument: 'none',
    help: 'no memory check',
    without: 'memory needs no checks of ours: the language checks every access',
  },
  { long: 'ignore-sigint', argument: 'none', help: 'do not stop on SIGINT' },
  { long: 'log-json', argument: 'none', help: 'log JSON lines for machines (ours)' },
  { long: 'version', short: 'v', argument: 'none', help: 'print the version' },
  { long: 'help', short: 'h', argument: 'none', help: 'print this help' },
] as const satisfies readonly OptionRow[]

export type OptionName = (typeof optionRows)[number]['long']

/** As people type and look for it: `--dont-release-vrrp (-V)`. */
export function spelling(row: OptionRow): string {
  return row.short === undefined ? `--${row.long}` : `--${row.long} (-${row.short})`
}

export interface GivenOption {
  readonly name: OptionName
  readonly value: string | undefined
  readonly row: OptionRow
}

/** Words to options, in their order; the error is the line to print, exit status 1. */
export function readOptions(words: readonly string[]): Result<readonly GivenOption[], string> {
  const given: GivenOption[] = []
  const rest = [...words]
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (!word.startsWith('-') || word === '-') return err(unexpected([word, ...rest], given))
    const read = word.startsWith('--') ? readLong(word, rest) : readShort(word, rest)
    if (!read.ok) return read
    given.push(...read.value)
  }
  return ok(given)
}

/** Who writes `-t FILE` mostly wants that file checked: quirk argumentOfTest. */
function unexpected(words: readonly string[], given: readonly GivenOption[]): string {
  const text = `Unexpected argument(s): ${words.join(' ')}`
  if (!given.some(({ name }) => name === 'config-test')) return text
  return `${text}\nTo check ${words[0]}, use -t -f ${words[0]} or 'keepalived-ts check ${words[0]}'`
}

function readLong(word: string, rest: string[]): Result<readonly GivenOption[], string> {
  const equals = word.indexOf('=')
  const name = word.slice(2, equals < 0 ? undefined : equals)
  const attached = equals < 0 ? undefined : word.slice(equals + 1)
  const exact = optionRows.filter((row) => row.long === name)
  const rows = exact.length > 0 ? exact : optionRows.filter((row) => name !== '' && row.long.startsWith(name))
  const row = rows[0]
  if (row === undefined) return err(`Unknown option --${name}`)
  if (rows.length > 1)
    return err(`Option --${name} is ambiguous: ${rows.map((r) => `--${r.long}`).join(', ')}`)
  if (row.argument === 'none' && attached !== undefined) return err(`Option --${row.long} takes no argument`)
  return take(row, { attached, rest, shown: `--${row.long}` })
}

function readShort(word: string, rest: string[]): Result<readonly GivenOption[], string> {
  const given: GivenOption[] = []
  for (let at = 1; at < word.length; at++) {
    const row = optionRows.find((candidate) => 'short' in candidate && candidate.short === word[at])
    if (row === undefined) return err(`Unknown option -${word[at]}`)
    const tail = word.slice(at + 1)
    const attached = row.argument === 'none' || tail === '' ? undefined : tail
    const taken = take(row, { attached, rest, shown: `-${word[at]}` })
    if (!taken.ok) return taken
    given.push(...taken.value)
    if (attached !== undefined) break
  }
  return ok(given)
}

interface Source {
  readonly attached: string | undefined
  readonly rest: string[]
  readonly shown: string
}

function take(row: (typeof optionRows)[number], source: Source): Result<readonly GivenOption[], string> {
  let value = source.attached
  if (row.argument === 'required' && value === undefined) {
    value = source.rest.shift()
    if (value === undefined) return err(`Missing parameter for option ${source.shown}`)
  }
  return ok([{ name: row.long, value, row }])
}

/** What -h prints: one line an option, two when the words are long. */
export function optionsHelp(): string {
  const lines = optionRows.map((row) => {
    const short = 'short' in row ? `-${row.short},` : '   '
    const value = valueText(row)
    const words = `  ${short} --${row.long}${value}`
    const help = 'later' in row ? `${row.help} (no effect yet)` : helpOf(row)
    return words.length < 34 ? `${words.padEnd(34)}${help}` : `${words}\n${''.padEnd(34)}${help}`
  })
  return lines.join('\n')
}

function helpOf(row: OptionRow): string {
  return row.without === undefined ? row.help : `${row.help} (accepted; nothing to do here)`
}

function valueText(row: (typeof optionRows)[number]): string {
  if (!('value' in row)) return ''
  return row.argument === 'optional' ? `[=${row.value}]` : `=${row.value}`
}
