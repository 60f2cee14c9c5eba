/**
 * What can be said of the user's programs before they run: paths, files, users and script security as
 * keepalived.conf(5) has them. Reports only: whoever runs a program judges it again, at that moment. Looks at
 * no file.
 */
import type { Result } from '../../base/result.ts'
import type { Command } from '../../conf/command.ts'
import type { Report } from '../../conf/diagnostics.ts'
import { judgeScript, type ScriptFacts as ScriptFiles } from '../../notify/security.ts'
import type { Draft } from '../grammar.ts'
import { type GivenScript, scriptsGiven } from './scripts-given.ts'

export { runnable, runnableIfGiven } from './runnable.ts'

export interface ScriptUser {
  readonly name: string
  readonly uid: number
  readonly gid: number
  /** Other groups that list the user. */
  readonly groups?: readonly number[]
}

/** What this host says of programs and users. Implemented where files are looked at. */
export interface ScriptFacts {
  /** Undefined: it cannot be known, because who asks may not look or the facts are of another host. */
  readonly examine: (program: string) => Omit<ScriptFiles, 'user'> | undefined
  readonly user: (name: string) => ScriptUser | undefined
  readonly knowsGroup: (name: string) => boolean
  /**
   * What a file with a key of auth_hmac holds; the error ends in its code. Undefined: who asks may not know.
   * Absent: it is not looked at.
   */
  readonly readKey?: (path: string) => Result<Uint8Array, string> | undefined
}

interface Surroundings {
  readonly facts: ScriptFacts | undefined
  readonly draft: Draft
  readonly report: Report
}

/** The user that keepalived runs scripts as when nobody says otherwise and there is such a user. */
const defaultUser = 'keepalived_script'

export function checkScripts(draft: Draft, given: ScriptFacts | undefined, report: Report): void {
  const facts = given && remembering(given)
  const at = { facts, draft, report }
  const existing = scriptsGiven(draft).filter((script) => check(script, at))
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
  const user = draft.global.scriptUser
  const unknown = user && facts && strangerIn(user.value, facts)
  if (user !== undefined && unknown !== undefined) {
    report({
      code: 'unknown-script-user',
      severity: 'warning',
      span: user.at,
      message: `script_user: there is no ${unknown} on this host`,
      instead: 'scripts that name no user of their own do not run',
    })
  }
}

/** Thousands of instances mostly name the same few programs and users. */
function remembering(facts: ScriptFacts): ScriptFacts {
  return {
    examine: remembered(facts.examine),
    user: remembered(facts.user),
    knowsGroup: remembered(facts.knowsGroup),
  }
}

function remembered<T>(ask: (name: string) => T): (name: string) => T {
  const known = new Map<string, { readonly answer: T }>()
  return (name) => {
    const before = known.get(name)
    if (before !== undefined) return before.answer
    const answer = ask(name)
    known.set(name, { answer })
    return answer
  }
}

/** keepalived asks for the users of all vrrp_script blocks, tracked or not. */
function checkTrackUsers({ facts, draft, report }: Surroundings): void {
  for (const { name, command, user, earlierUsers = [] } of draft.scripts) {
    const isByDefault = command !== undefined && user === undefined
    const nobody = facts !== undefined && isByDefault ? absentDefault(draft, facts) : undefined
    if (nobody !== undefined) {
      report({
        code: 'unknown-script-user',
        severity: 'warning',
        span: command?.at ?? name.at,
        message: `there is no ${nobody} on this host, as whom this script should run`,
        instead: 'the script does not run and nothing tracks it',
      })
    }
    for (const given of user === undefined ? [] : [...earlierUsers, user]) {
      const unknown = facts && strangerIn(given.value, facts)
      if (unknown === undefined) continue
      const last = given === user
      report({
        code: 'unknown-script-user',
        severity: 'warning',
        span: given.at,
        message: `vrrp_script ${name.value}: there is no ${unknown} on this host`,
        instead: last ? 'the script does not run and nothing tracks it' : 'the user that follows counts',
      })
    }
  }
}

/** Whether keepalived would count it as a script that runs. */
function check(script: GivenScript, { facts, draft, report }: Surroundings): boolean {
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
  const unknown = command.user === undefined ? absentDefault(draft, facts) : strangerIn(command, facts)
  const user = unknown === undefined ? userOf(command, draft, facts) : undefined
  if (user !== undefined) return judge(script, { user, facts, draft, report })
  // Said already, for all of them.
  if (of === 'track') return false
  const isLogged = of === 'event' && command.user !== undefined
  report({
    code: isLogged ? 'unknown-event-script-user' : 'unknown-script-user',
    severity: 'warning',
    span: at,
    message: `there is no ${unknown ?? 'user'} on this host, as whom this script should run`,
    instead: of === 'check' ? 'the check is left out' : 'the script never runs',
  })
  return false
}

/** Of the user of scripts that name none, what this host does not have. */
function absentDefault(draft: Draft, facts: ScriptFacts): string | undefined {
  const given = draft.global.scriptUser?.value
  if (given !== undefined) return strangerIn(given, facts)
  const mustBeThere = draft.global.scriptSecurity !== undefined
  return mustBeThere && facts.user(defaultUser) === undefined ? `user ${defaultUser}` : undefined
}

/** The user or group that this host does not have. A colon before a group asks for all groups of the user. */
export function strangerIn(
  given: { readonly user: string | undefined; readonly group: string | undefined },
  facts: ScriptFacts,
): string | undefined {
  if (given.user !== undefined && facts.user(given.user) === undefined) return `user ${given.user}`
  const group = given.group?.replace(/^:/, '') ?? ''
  return group !== '' && !facts.knowsGroup(group) ? `group ${group}` : undefined
}

function userOf(command: Command, draft: Draft, facts: ScriptFacts): ScriptUser | undefined {
  const { user: name, group } =
    command.user === undefined ? (draft.global.scriptUser?.value ?? command) : command
  const own: ScriptUser = { name: 'root', uid: 0, gid: 0 }
  const asNamed = name === undefined ? facts.user(defaultUser) : facts.user(name)
  const isRootsAlone = name === undefined && draft.global.scriptSecurity === undefined
  const user = asNamed ?? (isRootsAlone ? own : undefined)
  if (user === undefined) return undefined
  const { groups = [], ...alone } = user
  const withAll = group?.startsWith(':') || draft.global.supplementaryGroups?.value === true
  // The only group whose number matters: a script that runs with it is judged like one of root.
  const gid = group?.replace(/^:/, '') === 'root' ? 0 : user.gid
  return { ...alone, gid, ...(withAll && { groups: [user.gid, ...groups] }) }
}

/** What becomes of one that may not run. */
const refused: Readonly<Record<GivenScript['of'], string>> = {
  track: 'the script does not run, and nothing tracks it',
  event: 'the script does not run',
  check: 'the check is left out',
  once: 'the script does not run; everything else goes on',
}

/** By whose script it is. Written out, so that whoever looks for a code finds it. */
const unusableCodes = {
  track: {
    insecure: 'track-script-insecure',
    missing: 'track-script-missing',
    notExecutable: 'track-script-not-executable',
  },
  event: {
    insecure: 'script-insecure',
    missing: 'script-missing',
    notExecutable: 'script-not-executable',
  },
} as const

function judge(
  { of, at, command }: GivenScript,
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
    report({
      code: unusableCodes[of === 'track' ? 'track' : 'event'][
        insecure ? 'insecure' : missing ? 'missing' : 'notExecutable'
      ],
      severity: 'warning',
      span: at,
      message: (notes.at(-1) ?? 'the script cannot be used').replaceAll(' - disabling', ''),
      instead: file === undefined ? refused[of] : 'it runs all the same, with the rights of root',
    })
  }
  return !missing
}
