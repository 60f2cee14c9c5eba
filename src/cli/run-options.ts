/** From the given options to a run of the daemon; the error is the line to print. */
import { err, ok, type Result } from '../base/result.ts'
import type { RunOptions } from '../daemon/run-options.ts'
import { type GivenOption, type OptionName, spelling } from './options.ts'

const daemonFacility = 3
const userFacility = 1
const local0Facility = 16

export function runOptions(
  given: readonly GivenOption[],
  world: { readonly commandLine: readonly string[]; resolve(path: string): string },
): Result<RunOptions, string> {
  const has = (name: OptionName) => given.some((option) => option.name === name)
  const last = (name: OptionName) => given.findLast((option) => option.name === name)?.value
  const path = (name: OptionName, fallback: string) => world.resolve(last(name) ?? fallback)
  if (has('namespace')) {
    const name = last('namespace') ?? 'NAME'
    return err(
      `keepalived-ts cannot enter a namespace yet: start it with 'ip netns exec ${name} keepalived-ts'`,
    )
  }
  const facility = readFacility(last('log-facility'))
  if (!facility.ok) return facility
  const only = { vrrp: has('vrrp'), checker: has('check') }
  const all = !only.vrrp && !only.checker
  return ok({
    configFile: path('use-file', '/etc/keepalived/keepalived.conf'),
    configId: last('config-id'),
    allConfig: has('all-config'),
    foreground: has('dont-fork'),
    logTo: has('log-console') ? 'stderr' : has('no-syslog') ? 'none' : 'syslog',
    logJson: has('log-json'),
    logDetail: has('log-detail'),
    logFacility: facility.value,
    dumpConfiguration: has('dump-conf'),
    subsystems: { vrrp: all || only.vrrp, checker: all || only.checker },
    respawn: !has('dont-respawn'),
    stopOnInterrupt: !has('ignore-sigint'),
    pidFiles: {
      daemon: path('pid', '/run/keepalived.pid'),
      vrrp: path('vrrp_pid', '/run/vrrp.pid'),
      checker: path('checkers_pid', '/run/checkers.pid'),
    },
    commandLine: world.commandLine,
    later: given.filter(({ row }) => row.later).map(({ row }) => spelling(row)),
  })
}

function readFacility(text: string | undefined): Result<number, string> {
  if (text === undefined || text === 'daemon') return ok(daemonFacility)
  if (text === 'user') return ok(userFacility)
  const local = /^(?:local)?([0-7])$/.exec(text)
  if (local === null) return err(`Invalid log facility '${text}': 0-7, local0-local7, user or daemon`)
  return ok(local0Facility + Number(local[1]))
}
