/** Who of several nodes is master in which failure, for people. Prints nothing. */
import type { FailureRow, FailureTable } from '../settings/cluster/failures.ts'
import type { Member } from '../settings/cluster/node.ts'
import type { Watched } from '../settings/cluster/standing.ts'

/** More would hide the findings above; --format json has all of them. */
const tablesMax = 30

/** One part for each virtual router; those whose lines are the same are told together. */
export function clusterTableText(tables: readonly FailureTable[], names: readonly string[]): string {
  const parts = new Map<string, string[]>()
  for (const table of tables) {
    for (const [index, { members }] of table.ensemble.routers.entries()) {
      const lines = linesOf({ table, index, members, names })
      const text = `${membersText(table, members)}\n${lines.map((line) => `  ${line}\n`).join('')}`
      const alike = parts.get(text)
      if (alike === undefined) parts.set(text, [titleOf(members)])
      else alike.push(titleOf(members))
    }
  }
  if (parts.size === 0) return ''
  const shown = [...parts].slice(0, tablesMax).map(([text, titles]) => `${titlesText(titles)}: ${text}`)
  const more = parts.size - shown.length
  if (more > 0) shown.push(`and ${more} more: --format json has all of them\n`)
  return `Who is master, and who would be in which failure:\n\n${shown.join('\n')}`
}

const titlesMax = 4

function titlesText(titles: readonly string[]): string {
  const shown = titles.slice(0, titlesMax).join(', ')
  return titles.length > titlesMax ? `${shown} and ${titles.length - titlesMax} more` : shown
}

/** `VRID 51 (VI_1)`. */
function titleOf(members: readonly Member[]): string {
  const numbers = [...new Set(members.map(({ settings }) => settings.vrid))].join(' and ')
  const names = [...new Set(members.map(({ settings }) => settings.name))].join(', ')
  const family = members.some(({ settings }) => settings.family === 'ipv6') ? ' IPv6' : ''
  return `VRID ${numbers}${family} (${names})`
}

function membersText({ rows }: FailureTable, members: readonly Member[]): string {
  const priorities = rows[0]?.standings.priorities
  return members.map((member) => `${member.node.name} ${priorities?.get(member) ?? '-'}`).join(', ')
}

interface Part {
  readonly table: FailureTable
  readonly index: number
  readonly members: readonly Member[]
  readonly names: readonly string[]
}

interface Line {
  readonly what: string
  readonly who: string
}

function linesOf(part: Part): readonly string[] {
  const { table, members, names } = part
  const nodes = new Set(members.map(({ node }) => node.index))
  const calm = whoOf(table.rows[0], part)
  const lines: Line[] = [{ what: 'all well', who: calm }]
  for (const [place, row] of table.rows.entries()) {
    const { failure } = row
    if (failure.is === 'down' && nodes.has(failure.node)) {
      lines.push({ what: `${names[failure.node]} down`, who: downText(part, row, table.rows[place + 1]) })
    }
    const line = troubleLine(part, row, calm)
    if (line !== undefined) lines.push(line)
  }
  const quiet = members.filter(({ node }) => !lines.some(({ what }) => what.startsWith(`${node.name}: `)))
  const still = quiet.map(({ node }) => node.name).join(', ')
  if (quiet.length > 0) lines.push({ what: `anything that fails on ${still}`, who: calm })
  const width = Math.max(...lines.map(({ what }) => what.length)) + 2
  return lines.map(({ what, who }) => `${what.padEnd(width)}${who}`)
}

/** The node is down, and what becomes of it when it returns. */
function downText(part: Part, down: FailureRow, back: FailureRow | undefined): string {
  const who = whoOf(down, part)
  const after = whoOf(back, part)
  const name = part.names[down.failure.is === 'down' ? down.failure.node : 0]
  const calm = whoOf(part.table.rows[0], part)
  if (who === after) return who === calm ? who : `${who}, also when ${name} is back`
  return after === calm ? `${who} until ${name} is back` : `${who}, and ${after} when ${name} is back`
}

/** Undefined: it concerns other nodes, or it changes nothing for a node that is no master. */
function troubleLine(part: Part, row: FailureRow, calm: string): Line | undefined {
  const { failure } = row
  const { members, names } = part
  if (failure.is === 'everywhere') {
    return { what: `${troubleText(failure.watched)} everywhere`, who: whoOf(row, part) }
  }
  if (failure.is !== 'trouble') return undefined
  const member = members.find(({ node }) => node.index === failure.node)
  const who = whoOf(row, part)
  if (member === undefined) return undefined
  if (who === calm && !(isMaster(part, failure.node) && isTouched(part, row, member))) return undefined
  const what = `${names[failure.node]}: ${troubleText(failure.watched)}`
  return { what, who: `${who}${who === calm ? reasonToStay(part, row, member) : reasonToGo(row, member)}` }
}

/** It has another standing than when all is well. */
function isTouched({ table }: Part, { standings }: FailureRow, member: Member): boolean {
  const calm = table.rows[0]?.standings
  return (
    calm?.priorities.get(member) !== standings.priorities.get(member) ||
    calm?.faulted.has(member) !== standings.faulted.has(member)
  )
}

function isMaster({ table, index }: Part, node: number): boolean {
  return table.rows[0]?.routers[index]?.masters.some((masters) => masters.includes(node)) === true
}

function reasonToStay({ table, index, members }: Part, row: FailureRow, member: Member): string {
  const before = table.rows[0]?.standings.priorities.get(member)
  const after = row.standings.priorities.get(member)
  if (before === undefined || after === undefined || row.standings.faulted.has(member)) return ''
  const others = members
    .filter((one) => one !== member && !row.standings.faulted.has(one))
    .map((one) => ({ one, priority: row.standings.priorities.get(one) ?? 0 }))
    .sort((a, b) => b.priority - a.priority)
  const [next] = others
  const change = `${before} ${after < before ? '-' : '+'} ${Math.abs(after - before)} = ${after}`
  if (next === undefined) return ` (${change}, and nobody else is there)`
  // They do not hear each other: nobody waits for anybody.
  if (row.routers[index]?.masters.every((nodes) => nodes.includes(next.one.node.index))) return ` (${change})`
  if (after < before && next.priority > after) {
    const why = reasonToWait(next.one)
    return why === undefined ? ` (${change})` : ` (no failover: ${change}, but ${next.one.node.name} ${why})`
  }
  return after > before
    ? ` (${change})`
    : ` (no failover: ${change}, ${next.one.node.name} has ${next.priority})`
}

function reasonToWait({ settings, group }: Member): string | undefined {
  if (!settings.preempt) return 'has nopreempt'
  return group === undefined ? undefined : 'waits for its sync group'
}

function reasonToGo({ standings }: FailureRow, member: Member): string {
  if (standings.faulted.has(member)) return ` (${member.node.name} is in fault state)`
  const priority = standings.priorities.get(member)
  return priority === undefined ? '' : ` (${member.node.name} has ${priority})`
}

function whoOf(row: FailureRow | undefined, { index, names }: Part): string {
  const { masters = [], restless = false } = row?.routers[index] ?? {}
  const ways = masters.map((nodes) => {
    if (nodes.length === 0) return 'nobody'
    const list = nodes.map((node) => names[node]).join(' and ')
    return nodes.length === 1 ? list : `${list} at once`
  })
  if (restless) ways.push('none of them for long')
  return ways.join(' or ')
}

/** `script chk fails`. */
export function troubleText({ kind, name, reversed }: Watched): string {
  switch (kind) {
    case 'script':
      return `script ${name} ${reversed ? 'succeeds' : 'fails'}`
    case 'interface':
      return `interface ${name} ${reversed ? 'up' : 'down'}`
    case 'process':
      return `process ${name} ${reversed ? 'there' : 'gone'}`
    case 'bfd':
      return `BFD session ${name} ${reversed ? 'up' : 'down'}`
    case 'file':
      return `file ${name} at its worst`
  }
}
