/**
 * The configuration as it is on this host now: the file, what it includes, and settings checked against
 * interfaces, programs and users. A start, a reload and a configuration test read it in this one way; `check`
 * reads it with the facts of whichever host it is meant for. Refuses nothing itself.
 */
import { hostname } from 'node:os'
import { err, ok, type Result } from '../base/result.ts'
import type { Statement } from '../conf/tree.ts'
import type { Failure } from '../io/failure.ts'
import { decodeText, readTextFile, type TextFile, type TextFileFailure, textBytesMax } from '../io/files.ts'
import { filesNamed } from '../io/glob.ts'
import { hostFacts, scriptFacts } from '../io/host.ts'
import { includePort } from '../io/include.ts'
import { iprouteTexts } from '../io/iproute-names.ts'
import { findNative } from '../io/native.ts'
import { enterNamespace, visitNamespace } from '../io/thread.ts'
import { type Loaded, loadSettings } from '../settings/load.ts'
import { nothingRuns } from '../settings/nothing-runs.ts'
import type { ScriptFacts } from '../settings/scripts/checks-scripts.ts'
import type { HostFacts } from '../settings/settings.ts'
import type { NameTexts } from '../vrrp/name-tables.ts'

/** Passed on: the command line may not look into io. */
export { type TextFileFailure, type TextFileProblem, textBytesMax } from '../io/files.ts'
/** Likewise into vrrp. */
export { type NameTexts, nameTableFiles, nameTables } from '../vrrp/name-tables.ts'

export type HostConfiguration =
  | {
      readonly is: 'loaded'
      readonly loaded: Loaded
      /** The interfaces by which it was judged. */
      readonly host: HostFacts | undefined
      /** Why it was not judged by those of its network namespace. Absent: it was, or nobody asks. */
      readonly unseen?: string
    }
  /** There is no text at all. */
  | { readonly is: 'unreadable'; readonly failure: TextFileFailure }

/** What a configuration is checked against; undefined: nothing of that kind is checked. */
export interface Facts {
  readonly host: HostFacts | undefined
  readonly scripts: ScriptFacts | undefined
  /**
   * Interfaces of the network namespace that net_namespace names; the error says why not. Absent: a
   * configuration for another namespace than this is not checked against interfaces.
   */
  readonly inNamespace?: (name: string) => Result<HostFacts, string>
  /** Tables of iproute2; absent: only names that are built in. */
  readonly names?: NameTexts
}

export interface ConfigurationSource {
  /** Absolute. */
  readonly configFile: string
  /** Undefined: the host name up to its first dot. */
  readonly configId: string | undefined
  /** Every problem with an include is an error. keepalived(8), --all-config. */
  readonly allConfig?: boolean
  /** Nobody asks for the tree: less memory for long files. */
  readonly forgetTree?: boolean
  /** The network namespace in which this process works; undefined: that of whoever started it. */
  readonly namespace?: string | undefined
  /** Gets each statement of the top level as it is read, with `forgetTree`, too. */
  readonly onStatement?: (statement: Statement) => void
}

export function loadHostConfiguration(from: ConfigurationSource): HostConfiguration {
  return loadConfiguration(from, { facts: factsOfThisHost() })
}

/**
 * The same for a test, which ends afterwards: it is judged by the interfaces of the network namespace that it
 * is meant for, where that can be entered.
 */
export function testHostConfiguration(from: ConfigurationSource): HostConfiguration {
  const found = loadHostConfiguration(from)
  const configured = found.is === 'loaded' ? found.loaded.understood.global.namespace : undefined
  const namespace = from.namespace ?? configured
  if (namespace === undefined) return found
  const native = findNative()
  if (!native.ok || !enterNamespace(native.value, `/run/netns/${namespace}`).ok) return found
  const { onStatement: _, ...again } = from
  return loadHostConfiguration({ ...again, namespace })
}

/**
 * `bytes`: the text, when it comes from elsewhere and the file only says where it belongs (standard input).
 */
export function loadConfiguration(source: ConfigurationSource, given: Given): HostConfiguration {
  const found = loadOnce(source, given)
  const { facts } = given
  if (found.is === 'unreadable' || facts.host === undefined) return found
  const { namespace } = found.loaded.understood.global
  if (namespace === undefined || namespace === source.namespace) return found
  const looked = facts.inNamespace?.(namespace)
  const host = looked?.ok === true ? looked.value : undefined
  if (host === facts.host) return found
  // Interfaces of another network namespace say nothing about this configuration.
  const { onStatement: _, ...again } = source
  const judged = loadOnce(again, { ...given, facts: { ...facts, host } })
  return judged.is === 'loaded' && looked?.ok === false ? { ...judged, unseen: looked.error } : judged
}

/** Interfaces of the network namespace of this name; the error is a sentence. */
export function factsOfNamespace(name: string): Result<HostFacts, string> {
  const found = factsBehind(`/run/netns/${name}`)
  if (found.ok) return found
  const why = found.error.code === 'ENOENT' ? 'it is not there' : `${found.error.text}: run this as root`
  return err(`interfaces of the network namespace ${name} could not be looked at (${why})`)
}

/** Interfaces of the network namespace in which a process is. */
export function factsOfProcess(pid: number): Result<HostFacts, string> {
  const found = factsBehind(`/proc/${pid}/ns/net`)
  if (found.ok) return found
  const why = `${found.error.text}: run this as root`
  return err(`interfaces are those seen from here; those of process ${pid} could not be looked at (${why})`)
}

function factsBehind(path: string): Result<HostFacts, Failure> {
  const native = findNative()
  if (!native.ok) return err({ code: '', text: native.error, doing: `looking at ${path}` })
  return visitNamespace(native.value, path, hostFacts)
}

interface Given {
  readonly facts: Facts
  readonly bytes?: Uint8Array | undefined
}

function loadOnce(
  { configFile, configId, allConfig, forgetTree, onStatement }: ConfigurationSource,
  { facts, bytes }: Given,
): HostConfiguration {
  const read = bytes === undefined ? readMainFile(configFile) : textOf(configFile, bytes)
  if (!read.ok) return { is: 'unreadable', failure: read.error }
  const { text, encoding } = read.value
  const loaded = loadSettings({
    file: configFile,
    text,
    encoding,
    read: includePort,
    host: facts.host,
    ...(facts.scripts === undefined ? {} : { scripts: facts.scripts }),
    ...(facts.names === undefined ? {} : { names: facts.names }),
    id: configId ?? nodeName(),
    environment: process.env,
    random: (min, max) => min + Math.floor(Math.random() * (max - min + 1)),
    includeCheck: allConfig === true ? 'rmwb' : '',
    forgetTree: forgetTree === true,
    ...(onStatement === undefined ? {} : { onStatement }),
  })
  const diagnostics = [...loaded.diagnostics, ...nothingRuns(loaded, configFile)]
  return { is: 'loaded', loaded: { ...loaded, diagnostics }, host: facts.host }
}

/** A pattern is read like an `include` of all that it matches: quirk patternForMainFile. */
function readMainFile(path: string): Result<TextFile, TextFileFailure> {
  const read = readTextFile(path)
  if (read.ok || read.error.is !== 'missing' || !/[*?[{]/.test(path)) return read
  const matched = filesNamed(path, '/').some((one) => one.is === 'name' && readTextFile(one.path).ok)
  return matched ? ok({ path, text: `include ${path}\n`, encoding: 'utf-8' }) : read
}

function textOf(path: string, bytes: Uint8Array): Result<TextFile, TextFileFailure> {
  if (bytes.length <= textBytesMax) return decodeText(path, Buffer.from(bytes))
  const text = `more than ${textBytesMax} bytes: is this a configuration?`
  return err({ is: 'too-big', path, text })
}

/** What `@id` lines compare with unless -i says otherwise. keepalived(8), --config-id. */
export function nodeName(): string {
  return hostname().replace(/\..*$/, '')
}

/** As root sees them, and whoever may look. */
export function factsOfThisHost(): Facts {
  return { host: hostFacts(), scripts: scriptFacts(process.env['PATH'] ?? ''), names: iprouteTexts }
}

/** Facts of this host as far as this user can see them. */
export function visibleFactsOfThisHost(): Facts {
  const facts: Facts = { ...factsOfThisHost(), inNamespace: factsOfNamespace }
  const seesAll = facts.scripts === undefined || process.geteuid?.() === 0
  return seesAll ? facts : { ...facts, scripts: asFarAsSeen(facts.scripts) }
}

/** A program behind a closed door is unknown, not missing. */
export function asFarAsSeen(scripts: ScriptFacts): ScriptFacts {
  const { readKey } = scripts
  return {
    ...scripts,
    ...(readKey === undefined ? {} : { readKey: (path: string) => unlessClosed(readKey(path)) }),
    examine: (program) => {
      const files = scripts.examine(program)
      const closed = files !== undefined && !files.resolved.ok && files.resolved.text.endsWith('(EACCES)')
      return closed || files?.searched?.denied === true ? undefined : files
    },
  }
}

/** Who checks a configuration need not be allowed to see its keys. */
function unlessClosed(read: Result<Uint8Array, string> | undefined): Result<Uint8Array, string> | undefined {
  return read?.ok === false && read.error.endsWith('(EACCES)') ? undefined : read
}
