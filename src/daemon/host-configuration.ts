/**
 * The configuration as it is on this host now: the file, what it includes, and settings checked against
 * interfaces, programs and users. A start, a reload and a configuration test read it in this one way. Refuses
 * nothing itself.
 */
import { hostname } from 'node:os'
import { readTextFile, type TextFileFailure } from '../io/files.ts'
import { hostFacts, scriptFacts } from '../io/host.ts'
import { includePort } from '../io/include.ts'
import { type Loaded, loadSettings } from '../settings/load.ts'

/** Passed on: the command line may not look into io. */
export type { TextFileProblem } from '../io/files.ts'

export type HostConfiguration =
  | { readonly is: 'loaded'; readonly loaded: Loaded }
  /** There is no text at all. */
  | { readonly is: 'unreadable'; readonly failure: TextFileFailure }

export function loadHostConfiguration(from: {
  /** Absolute. */
  readonly configFile: string
  /** Undefined: the host name up to its first dot. */
  readonly configId: string | undefined
}): HostConfiguration {
  const read = readTextFile(from.configFile)
  if (!read.ok) return { is: 'unreadable', failure: read.error }
  const { text, encoding } = read.value
  const loaded = loadSettings({
    file: from.configFile,
    text,
    encoding,
    read: includePort,
    host: hostFacts(),
    scripts: scriptFacts(process.env['PATH'] ?? ''),
    id: from.configId ?? hostname().replace(/\..*$/, ''),
  })
  return { is: 'loaded', loaded }
}
