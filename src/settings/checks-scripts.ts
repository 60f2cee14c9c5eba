/**
 * What can be said of the user's programs before they run: paths, files, users and script security as
 * keepalived.conf(5) has them. Reports only: whoever runs a program judges it again, at that moment. Looks at
 * no file.
 */
import type { Command } from '../conf/command.ts'
import type { Report } from '../conf/diagnostics.ts'
import type { Given } from '../conf/rows.ts'
import { judgeScript, type ScriptFacts as ScriptFiles } from '../notify/security.ts'
import type { Draft } from './grammar.ts'

export interface ScriptUser {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/** What this host says of programs and users. Implemented where files are looked at. */
export interface ScriptFacts {
  readonly examine: (program: string) => Omit<ScriptFiles, 'user'>
  readonly user: (name: string) => ScriptUser | undefined
}

interface Surroundings {
  readonly facts: ScriptFacts | undefined
  readonly draft: Draft
  readonly report: Report
}

/** The user that keepalived runs scripts as when nobody says otherwise and there is such a user. */
const defaultUser = 'keepalived_script'

export function checkScripts(draft: Draft, facts: ScriptFacts | undefined, report: Report): void {
  const at = { facts, draft, report }
  const commands = allCommands(draft)
  const existing = commands.filter((given) => check(given, at))
  const secure = draft.global.scriptSecurity !== undefined
  const [first] = existing
  if (!secure && first !== undefined) {
    report({
      code: 'scripts-without-security',
      severity: 'warning',
      span: first.at,
      message: 'scripts run, but enable_script_security is not set in global_defs',
      instead: 'they run, also those that somebody else than root may change',
    })
  }
  const given = draft.global.scriptUser
  if (given !== undefined && facts !== undefined && facts.user(given.value.user) === undefined) {
    report({
      code: 'unknown-script-user',
      severity: 'error',
      span: given.at,
      message: `script_user: there is no user ${given.value.user} on this host`,
      instead: 'scripts that name no user of their own do not run',
    })
  }
}

/** The command as it is run: `</path` asks whether the file can be read, and that is what test(1) does. */
export function runnable(given: Given<Command>): Command {
  const { argv } = given.value
  if (!argv[0].startsWith('<')) return given.value
  return { ...given.value, argv: ['/usr/bin/test', '-r', argv[0].slice(1).trim()] }
}

export function runnableIfGiven(given: Given<Command> | undefined): Command | undefined {
  return given && runnable(given)
}

function allCommands(draft: Draft): Given<Command>[] {
  const found: (Given<Command> | undefined)[] = []
  // keepalived looks at VRRP's scripts only when there is an instance that could run them.
  if (draft.instances.length > 0) {
    for (const { command, user } of draft.scripts) {
      if (command !== undefined) found.push({ at: command.at, value: { ...command.value, ...user?.value } })
    }
    for (const { notify } of [...draft.instances, ...draft.groups]) found.push(...Object.values(notify))
  }
  for (const service of draft.services) {
    found.push(service.quorumUp, service.quorumDown)
    for (const server of service.realServers) found.push(server.notifyUp, server.notifyDown)
  }
  return found.filter((one) => one !== undefined)
}

/** Whether keepalived would count it as a script that runs. */
function check(given: Given<Command>, { facts, draft, report }: Surroundings): boolean {
  const [program] = given.value.argv
  if (program.startsWith('<')) return false
  if (!program.includes('/')) {
    report({
      code: 'relative-script',
      severity: 'warning',
      span: given.at,
      message: `${program} is not an absolute path`,
      instead: 'it is looked for in PATH; write the whole path',
    })
  } else if (!program.startsWith('/')) {
    report({
      code: 'relative-script',
      severity: 'warning',
      span: given.at,
      message: `${program} is not an absolute path`,
      instead: `it is looked for as /${program}; write the whole path`,
    })
  }
  if (facts === undefined) return true
  const user = userOf(given.value, draft, facts)
  if (user !== undefined) return judge(given, { user, facts, draft, report })
  const name = given.value.user ?? draft.global.scriptUser?.value.user ?? defaultUser
  report({
    code: 'unknown-script-user',
    severity: given.value.user === undefined ? 'error' : 'warning',
    span: given.at,
    message: `this script should run as ${name}, but there is no such user on this host`,
    instead: 'the script never runs',
  })
  return false
}

function userOf(command: Command, draft: Draft, facts: ScriptFacts): ScriptUser | undefined {
  const name = command.user ?? draft.global.scriptUser?.value.user
  if (name !== undefined) return facts.user(name)
  const own = { name: 'root', uid: 0, gid: 0 }
  return facts.user(defaultUser) ?? (draft.global.scriptSecurity === undefined ? own : undefined)
}

function judge(
  given: Given<Command>,
  {
    user,
    facts,
    draft,
    report,
  }: { readonly user: ScriptUser; readonly facts: ScriptFacts } & Omit<Surroundings, 'facts'>,
): boolean {
  const files = facts.examine(given.value.argv[0])
  const secure = draft.global.scriptSecurity !== undefined
  const { file, insecure, notes } = judgeScript({ ...files, user }, secure)
  const missing = !files.resolved.ok
  if (file === undefined || insecure) {
    report({
      code: insecure ? 'script-insecure' : missing ? 'script-missing' : 'script-not-executable',
      severity: 'warning',
      span: given.at,
      message: (notes.at(-1) ?? 'the script cannot be used').replaceAll(' - disabling', ''),
      instead: file === undefined ? 'the script does not run' : 'it runs all the same, as root',
    })
  }
  return !missing
}
