/**
 * Script security: may this program be run as that user (keepalived.conf(5), enable_script_security)? Judged
 * from facts that io gathers; nothing is looked up here. Each refusal names what, whose, and the cure.
 *
 * Differs from keepalived 2.4.3 in one thing, called `linkedDirectories`: a symbolic link in the middle of a
 * path (merged /usr: /bin is usr/bin) does not disable the script. Instead both the path as written and the
 * path it leads to are examined.
 */

/** One component of an absolute path, not followed when it is a link. */
export interface PathPart {
  readonly path: string
  readonly is: 'directory' | 'file' | 'link' | 'other'
  readonly uid: number
  readonly gid: number
  /** The twelve permission bits. */
  readonly mode: number
}

/** As whom it would run. */
export interface ScriptUser {
  readonly name: string
  readonly uid: number
  readonly gid: number
  /** Supplementary groups. */
  readonly groups?: readonly number[]
}

export interface ScriptFacts {
  /** The first word of the command. */
  readonly written: string
  /** Only when `written` has no slash: what the search in PATH came to. */
  readonly searched: { readonly found: string | undefined; readonly denied: boolean } | undefined
  readonly user: ScriptUser
  /** From `/` down to the last component, along the path as written. */
  readonly parts: readonly PathPart[]
  /** The same along the path without links, or why there is none. */
  readonly resolved:
    | { readonly ok: true; readonly path: string; readonly parts: readonly PathPart[] }
    | { readonly ok: false; readonly text: string }
}

export interface Judgement {
  /** The path to execute; undefined: disabled. */
  readonly file: string | undefined
  /** Runs as root although somebody else may change what runs. */
  readonly insecure: boolean
  readonly notes: readonly string[]
}

/**
 * Examines in keepalived's order: search, access, kind and permission, then owners and modes when run as
 * root.
 */
export function judgeScript(facts: ScriptFacts, enforced: boolean): Judgement {
  const { written, searched } = facts
  if (searched !== undefined && searched.found === undefined) {
    const text = searched.denied
      ? `Permissions failure for script ${written} in path - disabling`
      : `Cannot find script ${written} in path - disabling. Write its full path`
    return refused([text])
  }
  const notes: string[] = []
  if (searched?.found !== undefined) {
    const found = `WARNING - script \`${written}\` resolved by path search to \`${searched.found}\``
    notes.push(`${found}. Please specify full path.`)
  }
  if (!facts.resolved.ok) {
    return refused([...notes, `Script ${written} cannot be accessed - ${facts.resolved.text} - disabling`])
  }
  const unusable = unusableBecause(facts, facts.resolved)
  if (unusable !== undefined) return refused([...notes, unusable])
  const unsafe = runsAsRoot(facts.user, facts.resolved.parts)
    ? unsafeParts(facts.parts, facts.resolved.parts)
    : []
  if (unsafe.length === 0) return { file: facts.resolved.path, insecure: false, notes }
  const warning = `Unsafe permissions found for script '${written}'. ${unsafe.join('; ')}`
  if (enforced) return { file: undefined, insecure: true, notes: [...notes, `${warning} - disabling`] }
  return { file: facts.resolved.path, insecure: true, notes: [...notes, warning] }
}

function refused(notes: readonly string[]): Judgement {
  return { file: undefined, insecure: false, notes }
}

type Resolved = Extract<ScriptFacts['resolved'], { readonly ok: true }>

function unusableBecause({ written, user }: ScriptFacts, resolved: Resolved): string | undefined {
  const last = resolved.parts.at(-1)
  if (last === undefined || last.is !== 'file') return `Script ${written} is not a regular file - disabling`
  for (const part of resolved.parts.slice(0, -1)) {
    if (!mayExecute(part, user)) {
      return `Script ${written} cannot be accessed - user ${user.name} may not enter ${part.path} - disabling`
    }
  }
  if (mayExecute(last, user)) return undefined
  const state = `is not executable by user ${user.name} (${ownership(last)})`
  return `Script ${written} ${state} - disabling. Cure: chmod +x ${last.path}`
}

/**
 * The permission bits of the class the user belongs to; root needs any execute bit, and none on directories.
 */
function mayExecute(part: PathPart, user: ScriptUser): boolean {
  if (user.uid === 0) return part.is === 'directory' || (part.mode & 0o111) !== 0
  if (part.uid === user.uid) return (part.mode & 0o100) !== 0
  if (part.gid === user.gid || user.groups?.includes(part.gid)) return (part.mode & 0o010) !== 0
  return (part.mode & 0o001) !== 0
}

/** As its user or group, or by a bit that makes it so (set-user-ID, set-group-ID). */
function runsAsRoot({ uid, gid }: ScriptFacts['user'], parts: readonly PathPart[]): boolean {
  const file = parts.at(-1)
  if (uid === 0 || gid === 0 || file === undefined) return uid === 0 || gid === 0
  return (file.uid === 0 && (file.mode & 0o4000) !== 0) || (file.gid === 0 && (file.mode & 0o2000) !== 0)
}

function unsafeParts(written: readonly PathPart[], resolved: readonly PathPart[]): string[] {
  const seen = new Set<string>()
  const reasons: string[] = []
  for (const part of [...written, ...resolved]) {
    if (seen.has(part.path)) continue
    seen.add(part.path)
    const reason = unsafeBecause(part)
    if (reason !== undefined) reasons.push(reason)
  }
  return reasons
}

/** A link's mode means nothing; in a sticky directory nobody replaces the files of others. */
function unsafeBecause(part: PathPart): string | undefined {
  if (part.uid !== 0) return `${part.path} is not owned by root (${ownership(part)}): chown root ${part.path}`
  if (part.is === 'link') return undefined
  if (part.is === 'directory' && (part.mode & 0o1000) !== 0) return undefined
  if ((part.mode & 0o002) !== 0) {
    return `${part.path} may be written by everyone (${ownership(part)}): chmod o-w ${part.path}`
  }
  if ((part.mode & 0o020) !== 0 && part.gid !== 0) {
    return `${part.path} may be written by group ${part.gid} (${ownership(part)}): chmod g-w ${part.path}`
  }
  return undefined
}

function ownership(part: PathPart): string {
  return `owner ${part.uid}:${part.gid}, mode ${part.mode.toString(8).padStart(4, '0')}`
}
