/**
 * From a command of the configuration to a program that may be started: as whom it runs, where its file is
 * and whether script security lets it. Refuses to run anything; what it finds wrong is told as events.
 */
import type { Command } from '../../conf/command.ts'
import type { Accounts } from '../../io/accounts.ts'
import type { ScriptFiles } from '../../io/script-files.ts'
import { judgeScript } from '../../notify/security.ts'
import type { GlobalScripts, GlobalSettings } from '../../settings/global/settings.ts'
import type { RunEvent } from '../../track/events.ts'
import type { Program } from '../../track/ports.ts'

export interface ProgramSources {
  readonly accounts: Accounts
  /** A word without "/" is looked for in PATH, as that user. */
  examine(written: string, user: Identity): ScriptFiles
  /** Of this process: only root can run programs as somebody else. */
  readonly ownUid: number
  readonly ownGid: number
}

/** What global_defs says of all programs. */
export interface ProgramRules extends Pick<GlobalSettings, 'scriptUser' | 'scriptSecurity'> {
  readonly scripts: Pick<GlobalScripts, 'useSymlinkPaths' | 'supplementaryGroups'>
}

/** undefined: may not be run. Only the words after the first may differ from the command it was asked for. */
export interface Programs {
  (command: Command): Program | undefined
  /** Of one that may not be run: because somebody else than root could change it. */
  isInsecure(command: Command): boolean
}

export const noPrograms: Programs = Object.assign(() => undefined, { isInsecure: () => false })

interface Identity {
  readonly name: string
  readonly uid: number
  readonly gid: number
  /** undefined: none is asked for. */
  readonly groups?: readonly number[]
}

/** Judges each different command once; the answer holds until the next reload, as keepalived's does. */
export async function findPrograms(
  sources: ProgramSources,
  commands: readonly Command[],
  wanted: { readonly global: ProgramRules; tell(event: RunEvent): void },
): Promise<Programs> {
  const found = new Map<string, Omit<Program, 'argv'> | undefined>()
  const unsafe = new Set<string>()
  let insecure = false
  const standard = commands.length > 0 ? await standardIdentity(sources, wanted) : undefined
  for (const command of commands) {
    const key = keyOf(command)
    if (found.has(key)) continue
    const identity = await withGroups(sources, await identityOf(sources, command, standard), wanted.global)
    if (typeof identity === 'string') {
      wanted.tell({ is: 'script-judged', script: command.argv[0], disabled: true, text: identity })
      found.set(key, undefined)
      continue
    }
    const facts = { ...sources.examine(command.argv[0], identity), user: identity }
    const judged = judgeScript(facts, wanted.global.scriptSecurity)
    const disabled = judged.file === undefined
    for (const text of judged.notes) {
      wanted.tell({ is: 'script-judged', script: command.argv[0], disabled, text })
    }
    insecure ||= judged.insecure
    if (judged.insecure) unsafe.add(key)
    const file = judged.file && (asWritten(facts, wanted.global) ?? judged.file)
    found.set(key, file === undefined ? undefined : { file, identity: switched(sources, identity) })
  }
  const inUse = [...found.values()].some((program) => program !== undefined)
  if (inUse && !wanted.global.scriptSecurity) wanted.tell({ is: 'script-security-off', insecure })
  const programs = (command: Command) => {
    const program = found.get(keyOf(command))
    return program === undefined ? undefined : { ...program, argv: command.argv }
  }
  return Object.assign(programs, { isInsecure: (command: Command) => unsafe.has(keyOf(command)) })
}

/** use_symlink_paths: both paths were judged, and a program may look at the name that it is run by. */
function asWritten({ parts }: ScriptFiles, { scripts }: ProgramRules): string | undefined {
  return scripts.useSymlinkPaths ? parts.at(-1)?.path : undefined
}

function keyOf(command: Command): string {
  return JSON.stringify([command.argv[0], command.user, command.group])
}

/** A process that is itself already cannot, and need not, switch. */
function switched(sources: ProgramSources, identity: Identity): Program['identity'] {
  const { uid, gid, groups } = identity
  const isOwn = uid === sources.ownUid && gid === sources.ownGid
  // Only root can change them; who is not root has them already.
  if (isOwn && (groups === undefined || uid !== 0)) return undefined
  return { uid, gid, groups: groups ?? [] }
}

/** set_supplementary_groups: as if every group of a script were written with `:`. */
async function withGroups(
  sources: ProgramSources,
  identity: Identity | string,
  { scripts }: ProgramRules,
): Promise<Identity | string> {
  if (typeof identity === 'string' || identity.groups !== undefined) return identity
  if (!scripts.supplementaryGroups) return identity
  return { ...identity, groups: await sources.accounts.groupsOf(identity.name, identity.gid) }
}

/** script_user, else the user keepalived_script if there is one, else the user of this process. */
async function standardIdentity(
  sources: ProgramSources,
  wanted: { readonly global: ProgramRules; tell(event: RunEvent): void },
): Promise<Identity | string> {
  const { scriptUser } = wanted.global
  if (scriptUser !== undefined) return namedIdentity(sources, scriptUser.user, scriptUser.group)
  const own = {
    name: sources.ownUid === 0 ? 'root' : `uid ${sources.ownUid}`,
    uid: sources.ownUid,
    gid: sources.ownGid,
  }
  if (sources.ownUid !== 0) return own
  const special = await sources.accounts.user('keepalived_script')
  if (special.ok) return special.value
  wanted.tell({ is: 'script-user', text: "Script user 'keepalived_script' does not exist" })
  return own
}

function identityOf(
  sources: ProgramSources,
  command: Command,
  standard: Identity | string | undefined,
): Promise<Identity | string> | Identity | string {
  if (command.user !== undefined) return namedIdentity(sources, command.user, command.group)
  return standard ?? 'no user to run scripts as'
}

/** Returns the refusal as text when a name is unknown or cannot be switched to. */
async function namedIdentity(
  sources: ProgramSources,
  userName: string,
  groupName: string | undefined,
): Promise<Identity | string> {
  const user = await sources.accounts.user(userName)
  if (!user.ok)
    return `Unable to resolve script username '${userName}' - disabling. Cure: useradd --system ${userName}`
  const gid = await groupOf(sources, groupName, user.value.gid)
  if (gid === undefined) return `Unable to resolve script group name '${groupName}' - disabling`
  if (sources.ownUid !== 0 && user.value.uid !== sources.ownUid) {
    return `Cannot run as user '${userName}' without being root - disabling`
  }
  if (!groupName?.startsWith(':')) return { ...user.value, gid }
  return { ...user.value, gid, groups: await sources.accounts.groupsOf(userName, gid) }
}

/** ":" before the name asks for supplementary groups; alone it is the user's own group. */
async function groupOf(
  sources: ProgramSources,
  name: string | undefined,
  standard: number,
): Promise<number | undefined> {
  const plain = name?.startsWith(':') ? name.slice(1) : name
  if (plain === undefined || plain === '') return standard
  const group = await sources.accounts.group(plain)
  return group.ok ? group.value : undefined
}
