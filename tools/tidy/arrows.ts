/** Which room may import which: the arrows of the house, and that no imports run in a circle. */
import type { Finding, Import } from './scan.ts'

/** `type`: only what is erased when the program runs. */
type Arrow = 'all' | 'type'
type Row = Readonly<Record<string, Arrow>>

const thinking = {
  base: 'all',
  wire: 'all',
  netlink: 'all',
  conf: 'all',
  vrrp: 'all',
  track: 'all',
  check: 'all',
  lvs: 'all',
  bfd: 'all',
  notify: 'all',
  observe: 'all',
} as const satisfies Row

/** The table of ARCHITECTURE.md. A room that is missing here may not exist. */
export const arrows: Readonly<Record<string, Row>> = {
  base: {},
  wire: { base: 'all' },
  conf: { base: 'all' },
  netlink: { base: 'all', wire: 'all' },
  track: { base: 'all', conf: 'all' },
  check: { base: 'all', conf: 'all', wire: 'all' },
  notify: { base: 'all', conf: 'all' },
  vrrp: { base: 'all', conf: 'all', wire: 'type', track: 'type' },
  lvs: { base: 'all', conf: 'all', wire: 'type', check: 'type' },
  bfd: { base: 'all', conf: 'all', wire: 'type', check: 'type' },
  // daemon: the daemon's own events are said like everybody's (decision 0004).
  observe: {
    base: 'all',
    vrrp: 'type',
    lvs: 'type',
    check: 'type',
    track: 'type',
    bfd: 'type',
    daemon: 'type',
    notify: 'type',
  },
  settings: thinking,
  io: { base: 'all', wire: 'all', netlink: 'all', track: 'type', check: 'type' },
  daemon: { ...thinking, settings: 'all', io: 'all' },
  // wire: `decode` reads frames and nothing of the daemon (decision 0002).
  // io: main opens the addon and the channels and hands them in, so only their types.
  cli: { base: 'all', daemon: 'all', settings: 'all', conf: 'all', observe: 'all', wire: 'all', io: 'type' },
  main: { base: 'all', cli: 'all', io: 'all' },
}

/** Rooms that never touch the world; tsconfig.pure.json lists the same. */
export const pureRooms: ReadonlySet<string> = new Set([...Object.keys(thinking), 'settings'])

/** `src/vrrp/master.ts` -> `vrrp`; `src/main.ts` -> `main`; undefined outside src. */
export function roomOf(path: string): string | undefined {
  const match = /^src\/(?:([^/]+)\/.*|([^/]+)\.ts)$/.exec(path)
  return match?.[1] ?? match?.[2]
}

/** `./b/../c.ts` as seen from `src/a/x.ts` -> `src/a/c.ts`. */
export function resolve(from: string, specifier: string): string {
  const parts = from.split('/').slice(0, -1)
  for (const part of specifier.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.') parts.push(part)
  }
  return parts.join('/')
}

export interface Imports {
  readonly path: string
  readonly imports: readonly Import[]
}

/** Every import of a file of src that its room's row does not allow. */
export function strayArrows({ path, imports }: Imports): readonly Finding[] {
  const room = roomOf(path)
  if (room === undefined) return []
  const row = arrows[room]
  if (row === undefined) {
    const known = Object.keys(arrows).join(', ')
    return [{ path, line: 0, rule: 'arrows', says: `the house has no room '${room}' (it has ${known})` }]
  }
  return imports.flatMap((one) => {
    const says = strayArrow({ path, room, row, one })
    return says === undefined ? [] : [{ path, line: one.line, rule: 'arrows', says }]
  })
}

function strayArrow(at: { path: string; room: string; row: Row; one: Import }): string | undefined {
  const { path, room, row, one } = at
  if (!one.specifier.startsWith('.')) {
    if (!pureRooms.has(room)) return undefined
    return `the pure room ${room} imports '${one.specifier}', which is not of the house`
  }
  const target = resolve(path, one.specifier)
  // The version, which npm and the program must agree on.
  if (target === 'package.json' && !pureRooms.has(room)) return undefined
  const other = roomOf(target)
  if (other === undefined) return `src imports ${target}, which lies outside src`
  if (other === room) return undefined
  const arrow = row[other]
  if (arrow === undefined) return `${room} may not import ${other}`
  if (arrow === 'type' && !one.typeOnly) return `${room} may import only types from ${other}`
  return undefined
}

/** Each library is imported in one room only, so that it can be replaced there. */
export function sharedLibraries(files: readonly Imports[]): readonly Finding[] {
  const owners = new Map<string, { room: string; path: string }>()
  const findings: Finding[] = []
  for (const { path, imports } of files) {
    const room = roomOf(path)
    if (room === undefined) continue
    for (const { specifier, line } of imports) {
      if (/^(?:\.|node:|#)/.test(specifier)) continue
      const library = specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/')
      const owner: { room: string; path: string } = owners.get(library) ?? { room, path }
      owners.set(library, owner)
      if (owner.room === room) continue
      const says = `${library} is imported in ${room} and in ${owner.room} (${owner.path})`
      findings.push({ path, line, rule: 'libraries', says })
    }
  }
  return findings
}

/** Files of src whose imports, types apart, come back to themselves. */
export function circles(files: readonly Imports[]): readonly Finding[] {
  const needs = new Map(
    files.map(({ path, imports }) => [
      path,
      imports
        .filter((one) => !one.typeOnly && one.specifier.startsWith('.'))
        .map((one) => resolve(path, one.specifier)),
    ]),
  )
  const done = new Set<string>()
  const findings: Finding[] = []
  const visit = (path: string, trail: readonly string[]) => {
    const start = trail.indexOf(path)
    if (start >= 0) {
      const says = [...trail.slice(start), path].join(' -> ')
      findings.push({ path, line: 0, rule: 'circles', says })
      return
    }
    if (done.has(path)) return
    for (const next of needs.get(path) ?? []) visit(next, [...trail, path])
    done.add(path)
  }
  for (const path of needs.keys()) visit(path, [])
  return findings
}
