/**
 * What can be said of the user's programs before they run: paths, files, users and script security as
 * keepalived.conf(5) has them. Reports only: whoever runs a program judges it again, at that moment. Looks at
 * no file.
 */
import type { Span } from '../base/span.ts'
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
  /** Undefined: it cannot be known, because who asks may not look or the facts are of another host. */
  readonly examine: (program: string) => Omit<ScriptFiles, 'user'> | undefined
  readonly user: (name: string) => ScriptUser | undefined
  readonly knowsGroup: (name: string) => boolean
}

interface Script {
  /** A lost track script changes who is master; one of an event is only logged. */
  readonly of: 'track' | 'event'
  readonly at: Span
  readonly command: Command
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
  const existing = allScripts(draft).filter((script) => check(script, at))
  checkTrackUsers(at)
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
  const unknown = given && facts && strangerIn(given.value, facts)
  if (given !== undefined && unknown !== undefined) {
    report({
      code: 'unknown-script-user',
      severity: 'error',
      span: given.at,
      message: `script_user: there is no ${unknown} on this host`,
      instead: 'scripts that name no user of their own do not run',
    })
  }
}

/** keepalived asks for the users of all vrrp_script blocks, tracked or not. */
function checkTrackUsers({ facts, draft, report }: Surroundings): void {
  for (const { name, user } of draft.scripts) {
    const unknown = user && facts && strangerIn(user.value, facts)
    if (user === undefined || unknown === undefined) continue
    report({
      code: 'unknown-script-user',
      severity: 'error',
      span: user.at,
      message: `vrrp_script ${name.value}: there is no ${unknown} on this host`,
      instead: 'the script does not run and nothing tracks it',
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

function allScripts(draft: Draft): Script[] {
  const found: (Given<Command> | undefined)[] = []
  const tracked: Script[] = []
  // keepalived looks at VRRP's scripts only when there is an instance that could run them.
  if (draft.instances.length > 0) {
    for (const { command, user } of draft.scripts) {
      if (command === undefined) continue
      tracked.push({ of: 'track', at: command.at, command: { ...command.value, ...user?.value } })
    }
    for (const { notify } of [...draft.instances, ...draft.groups]) found.push(...Object.values(notify))
  }
  for (const service of draft.services) {
    found.push(service.quorumUp, service.quorumDown)
    for (const server of service.realServers) found.push(server.notifyUp, server.notifyDown)
  }
  const others = found.filter((one) => one !== undefined)
  return [...tracked, ...others.map(({ at, value }) => ({ of: 'event', at, command: value }) as const)]
}

/** Whether keepalived would count it as a script that runs. */
function check(script: Script, { facts, draft, report }: Surroundings): boolean {
  const { of, at, command } = script
  const [program] = command.argv
  if (program.startsWith('<')) return false
  if (!program.startsWith('/')) {
    const where = program.includes('/') ? `as /${program}` : 'in PATH'
    report({
      code: 'relative-script',
      severity: 'warning',
      span: at,
      message: `${program} is not an absolute path`,
      instead: `it is looked for ${where}; write the whole path`,
    })
  }
  if (facts === undefined) return true
  const given = command.user === undefined ? draft.global.scriptUser?.value : command
  const unknown = given && strangerIn(given, facts)
  const user = unknown === undefined ? userOf(command, draft, facts) : undefined
  if (user !== undefined) return judge(script, { user, facts, draft, report })
  // Said at the user statement already.
  if (of === 'track' && command.user !== undefined) return false
  report({
    code: command.user === undefined ? 'unknown-script-user' : 'unknown-event-script-user',
    severity: command.user === undefined ? 'error' : 'warning',
    span: at,
    message: `there is no ${unknown ?? `user ${defaultUser}`} on this host, as whom this script should run`,
    instead: 'the script never runs',
  })
  return false
}

/** The user or group that this host does not have. A colon before a group asks for all groups of the user. */
function strangerIn(
  given: { readonly user: string | undefined; readonly group: string | undefined },
  facts: ScriptFacts,
): string | undefined {
  if (given.user !== undefined && facts.user(given.user) === undefined) return `user ${given.user}`
  const group = given.group?.replace(/^:/, '') ?? ''
  return group !== '' && !facts.knowsGroup(group) ? `group ${group}` : undefined
}

function userOf(command: Command, draft: Draft, facts: ScriptFacts): ScriptUser | undefined {
  const name = command.user ?? draft.global.scriptUser?.value.user
  if (name !== undefined) return facts.user(name)
  const own = { name: 'root', uid: 0, gid: 0 }
  return facts.user(defaultUser) ?? (draft.global.scriptSecurity === undefined ? own : undefined)
}

function judge(
  { of, at, command }: Script,
  {
    user,
    facts,
    draft,
    report,
  }: { readonly user: ScriptUser; readonly facts: ScriptFacts } & Omit<Surroundings, 'facts'>,
): boolean {
  const files = facts.examine(command.argv[0])
  if (files === undefined) return true
  const secure = draft.global.scriptSecurity !== undefined
  const { file, insecure, notes } = judgeScript({ ...files, user }, secure)
  const missing = !files.resolved.ok
  if (file === undefined || insecure) {
    const kind = of === 'track' ? 'track-script' : 'script'
    report({
      code: `${kind}-${insecure ? 'insecure' : missing ? 'missing' : 'not-executable'}`,
      severity: 'warning',
      span: at,
      message: (notes.at(-1) ?? 'the script cannot be used').replaceAll(' - disabling', ''),
      instead: file === undefined ? 'the script does not run' : 'it runs all the same, as root',
    })
  }
  return !missing
}
