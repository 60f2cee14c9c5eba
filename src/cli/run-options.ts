/** From the given options to a run of the daemon; the error is the line to print. */
import { err, ok, type Result } from '../base/result.ts'
import type { RunOptions } from '../daemon/run-options.ts'
import { type GivenOption, type OptionName, type OptionRow, spelling } from './options.ts'

const daemonFacility = 3
const userFacility = 1
const local0Facility = 16
const umaskMax = 0o777

export interface OptionsWorld {
  readonly commandLine: readonly string[]
  resolve(path: string): string
  /** $TMPDIR, for a log file without a name. */
  readonly temporaryDirectory?: string | undefined
}

export function runOptions(given: readonly GivenOption[], world: OptionsWorld): Result<RunOptions, string> {
  const has = (name: OptionName) => given.some((option) => option.name === name)
  const last = (name: OptionName) => given.findLast((option) => option.name === name)?.value
  const path = (name: OptionName) => {
    const written = last(name)
    return written === undefined ? undefined : world.resolve(written)
  }
  const facility = readFacility(last('log-facility'))
  if (!facility.ok) return facility
  const umask = readUmask(last('umask'))
  if (!umask.ok) return umask
  const namespace = readNamespace(last('namespace'))
  if (!namespace.ok) return namespace
  const only = { vrrp: has('vrrp'), checker: has('check') }
  const all = !only.vrrp && !only.checker
  return ok({
    configFile: path('use-file') ?? '/etc/keepalived/keepalived.conf',
    configId: last('config-id'),
    allConfig: has('all-config'),
    foreground: has('dont-fork'),
    logTo: has('log-console') ? 'stderr' : has('no-syslog') ? 'none' : 'syslog',
    logJson: has('log-json'),
    logDetail: detailOf(given),
    logFacility: facility.value,
    logFile: has('log-file') ? logFileOf(given, world) : undefined,
    dumpConfiguration: has('dump-conf'),
    subsystems: { vrrp: all || only.vrrp, checker: all || only.checker, all: has('all') },
    respawn: !has('dont-respawn'),
    stopOnInterrupt: !has('ignore-sigint'),
    keepWhenStopping: has('dont-release-vrrp'),
    reportAddresses: has('address-monitoring'),
    namespace: namespace.value,
    umask: umask.value,
    coreDump:
      has('core-dump') || has('core-dump-pattern')
        ? { pattern: has('core-dump-pattern') ? (last('core-dump-pattern') ?? 'core') : undefined }
        : undefined,
    pidFiles: { daemon: path('pid'), vrrp: path('vrrp_pid'), checker: path('checkers_pid') },
    commandLine: world.commandLine,
    later: given.filter(({ row }) => 'later' in row).map(({ row }) => spelling(row)),
    idle: given.flatMap(({ row }) => idle(row)),
  })
}

function idle(row: OptionRow): RunOptions['idle'] {
  return row.without === undefined ? [] : [{ option: spelling(row), because: row.without }]
}

function detailOf(given: readonly GivenOption[]): 0 | 1 | 2 {
  const times = given.filter(({ name }) => name === 'log-detail').length
  return times === 0 ? 0 : times === 1 ? 1 : 2
}

/**
 * One file has the lines of all processes, because the parent writes them all: no _vrrp is put into its name.
 */
function logFileOf(given: readonly GivenOption[], world: OptionsWorld): RunOptions['logFile'] {
  const written = given.findLast(({ name }) => name === 'log-file')?.value
  const { temporaryDirectory } = world
  const standard =
    temporaryDirectory === undefined ? 'keepalived.log' : `${temporaryDirectory}/keepalived.log`
  return {
    path: world.resolve(written ?? standard),
    flush: given.some(({ name }) => name === 'flush-log-file'),
  }
}

function readFacility(text: string | undefined): Result<number, string> {
  if (text === undefined || text === 'daemon') return ok(daemonFacility)
  if (text === 'user') return ok(userFacility)
  const local = /^(?:local)?([0-7])$/.exec(text)
  if (local === null) return err(`Invalid log facility '${text}': 0-7, local0-local7, user or daemon`)
  return ok(local0Facility + Number(local[1]))
}

/** As C writes numbers: 0177 is octal, 0x7f hexadecimal. */
function readUmask(text: string | undefined): Result<number | undefined, string> {
  if (text === undefined) return ok(undefined)
  const value = /^0[0-7]*$/.test(text)
    ? Number.parseInt(text, 8)
    : /^(?:[1-9]\d*|0x[0-9a-f]+)$/i.test(text)
      ? Number(text)
      : Number.NaN
  if (value >= 0 && value <= umaskMax) return ok(value)
  return err(`Invalid umask '${text}': a number of 0 to 0777; without a leading 0 it is decimal`)
}

function readNamespace(text: string | undefined): Result<string | undefined, string> {
  if (text === undefined || (/^[^/]{1,255}$/.test(text) && text !== '.' && text !== '..')) return ok(text)
  return err(`Invalid network namespace '${text}': a name below /run/netns, as 'ip netns list' has it`)
}
