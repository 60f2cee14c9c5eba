/**
 * The host on which the examples of pages are loaded, and most tests: lo; eth0 192.0.2.2/24; eth1
 * 198.51.100.2/24; the users root and nobody. Touches nothing real.
 */
import { address } from '../../base/address.ts'
import type { FilePort } from '../../conf/expand.ts'
import { compareNodes } from '../cluster/compare.ts'
import { findLints } from '../lints/lints.ts'
import { type Loaded, loadSettings } from '../load.ts'
import { nothingRuns } from '../nothing-runs.ts'
import type { ScriptFacts } from '../scripts/checks-scripts.ts'
import type { HostFacts } from '../settings.ts'
import type { CodePage } from './page.ts'

function link(name: string, text: string, length: number): HostFacts['interfaces'][number] {
  const own = address(text)
  const loopback = name === 'lo'
  const kind = loopback ? { kind: '', mtu: 65_536 } : { kind: 'veth', mtu: 1500 }
  return {
    ...{ name, loopback, addresses: [own], networks: [{ address: own, length }] },
    ...{ up: true, multicast: !loopback, arp: true, pointToPoint: false, ethernet: !loopback, ...kind },
  }
}

export const exampleHost: HostFacts = {
  interfaces: [link('lo', '127.0.0.1', 8), link('eth0', '192.0.2.2', 24), link('eth1', '198.51.100.2', 24)],
}

const secondHost: HostFacts = {
  interfaces: [link('lo', '127.0.0.1', 8), link('eth0', '192.0.2.3', 24), link('eth1', '198.51.100.3', 24)],
}

const root = { path: '/', is: 'directory', uid: 0, gid: 0, mode: 0o755 } as const
const users: ReadonlyMap<string, number> = new Map([
  ['root', 0],
  ['nobody', 65534],
])

/** Programs by path: `0o755` is a file of root with these permission bits; undefined: there is none. */
export function exampleScripts(modeOf: (program: string) => number | undefined): ScriptFacts {
  return {
    knowsGroup: (name) => ['root', 'nogroup', 'staff'].includes(name),
    examine: (written) => {
      const mode = modeOf(written)
      if (mode === undefined) {
        return { written, searched: undefined, parts: [], resolved: { ok: false, text: 'not there' } }
      }
      const parts = [root, { path: written, is: 'file', uid: 0, gid: 0, mode }] as const
      return { written, searched: undefined, parts, resolved: { ok: true, path: written, parts } }
    },
    user: (name) => {
      const uid = users.get(name)
      return uid === undefined ? undefined : { name, uid, gid: uid }
    },
  }
}

/** The name of the file in which examples stand. */
export const exampleFile = 'keepalived.conf'

/** The name of the second node's file. */
const peerFile = 'peer.conf'

/** What stands beside the example, by path: included files, the second node. */
export function filesBeside({ files, peer }: CodePage): Readonly<Record<string, string>> {
  return { ...files, ...(peer === undefined ? {} : { [peerFile]: peer }) }
}

/** The page's example, as read on the example host, and as compared with the second node. */
export function loadExample(page: CodePage): Loaded {
  const loaded = loadNode(page)
  if (page.peer === undefined) return loaded
  const other = loadSettings({
    file: peerFile,
    text: page.peer,
    read: filesOf({}),
    host: secondHost,
    scripts: exampleScripts(() => 0o755),
    id: 'node2',
  })
  const known = page.hosts !== 'unknown'
  const { diagnostics } = compareNodes([
    { ...loaded, name: 'node1', host: known ? exampleHost : undefined },
    { ...other, name: 'node2', host: known ? secondHost : undefined },
  ])
  return {
    ...loaded,
    diagnostics: diagnostics.filter(({ code }) => code === page.code),
    sources: new Map([...loaded.sources, ...other.sources]),
  }
}

function loadNode(page: CodePage): Loaded {
  const { programs } = page
  const host = { interfaces: [...exampleHost.interfaces, ...(page.interfaces ?? [])] }
  const loaded = loadSettings({
    file: exampleFile,
    text: page.example,
    ...(page.encoding === undefined ? {} : { encoding: page.encoding }),
    read: filesOf(page.files ?? {}, page.unusable),
    host,
    scripts: exampleScripts(programs === undefined ? () => 0o755 : (program) => programs[program]),
    id: 'node1',
  })
  // Its own advice is what the page is about; that of other pages would only distract.
  const all = [...findLints({ ...loaded, host }), ...nothingRuns(loaded, exampleFile)]
  const advice = all.filter(({ code }) => code === page.code)
  return { ...loaded, diagnostics: [...loaded.diagnostics, ...advice] }
}

/** `*` in the last part of a pattern matches as glob(7) has it. */
function filesOf(files: Readonly<Record<string, string>>, unusable: CodePage['unusable'] = {}): FilePort {
  return {
    include: (pattern) => {
      const problem = unusable[pattern]
      const noText = { path: pattern, reason: `the file is ${problem?.replace('-', ' ')}` }
      if (problem !== undefined) return [{ is: problem === 'not-text' ? problem : 'unusable', ...noText }]
      if (!pattern.includes('*')) return [fileAt(pattern, files[pattern])]
      const [before = '', after = ''] = pattern.split('*')
      return Object.keys(files)
        .filter((path) => path.startsWith(before) && path.endsWith(after))
        .map((path) => fileAt(path, files[path]))
    },
  }
}

function fileAt(path: string, text: string | undefined): ReturnType<FilePort['include']>[number] {
  return text === undefined
    ? { is: 'absent', path, reason: 'there is no such file' }
    : { is: 'text', path, text }
}
