/**
 * What configurations are read against: this host, another one by its facts, or none; and reading them so,
 * from a file or from standard input.
 */
import { err, ok, type Result } from '../base/result.ts'
import {
  type Facts,
  factsOfNamespace,
  type HostConfiguration,
  loadConfiguration,
  textBytesMax,
  visibleFactsOfThisHost,
} from '../daemon/host-configuration.ts'
import { readHostFacts } from './host-facts.ts'
import type { World } from './world.ts'

export interface GroundOptions {
  /** A file of facts, or false: nothing that depends on a host is checked. Undefined: this host. */
  readonly host: string | false | undefined
  /** What `@id` lines compare with. */
  readonly id: string | undefined
  /** -s: the network namespace by whose interfaces the files are judged, whatever net_namespace says. */
  readonly namespace?: string | undefined
}

/** A host's facts, and the name that it has in `@id` lines. */
export interface Ground {
  readonly facts: Facts
  readonly id: string | undefined
}

/** The lines of the error are for people. */
export function groundOf(
  { host, id, namespace }: GroundOptions,
  world: World,
): Result<Ground, readonly string[]> {
  if (host === undefined) {
    const facts = visibleFactsOfThisHost()
    if (namespace === undefined) return ok({ facts, id })
    const looked = factsOfNamespace(namespace)
    return looked.ok ? ok({ facts: judgedBy(facts, looked.value), id }) : err([`-s: ${looked.error}`])
  }
  if (host === false)
    return ok({ facts: { host: undefined, scripts: undefined, names: () => undefined }, id })
  const read = world.readFile(world.resolve(host))
  if (!read.ok) return err([`--host ${host}: ${read.error.text}`])
  const given = readHostFacts(new TextDecoder().decode(read.value))
  if (!given.ok) return err(given.error.map((line) => `--host ${host}: ${line}`))
  // Who hands over facts has looked where the daemon works.
  return ok({ facts: judgedBy(given.value.facts, given.value.facts.host), id: id ?? given.value.id })
}

/** These interfaces count, whatever net_namespace says. */
export function judgedBy(facts: Facts, host: Facts['host']): Facts {
  return host === undefined ? facts : { ...facts, host, inNamespace: () => ok(host) }
}

/** `-` is standard input, which belongs where `stdinName` says: includes are seen from there. */
export function loadOn(
  { facts, id }: Ground,
  from: {
    readonly file: string
    readonly stdinName: string
    readonly forgetTree: boolean
    readonly world: World
  },
): HostConfiguration {
  const { file, stdinName, forgetTree, world } = from
  const path = world.resolve(file === '-' ? stdinName : file)
  const source = { configFile: path, configId: id, forgetTree }
  if (file !== '-') return loadConfiguration(source, { facts })
  const read = world.readStandardInput(textBytesMax + 1)
  if (read.ok) return loadConfiguration(source, { facts, bytes: read.value })
  return { is: 'unreadable', failure: { is: 'unreadable', path, text: read.error.text } }
}
