/**
 * keepalived.data, keepalived.stats and keepalived.json of a daemon at a moment, as lines with the place of
 * each value, so that one line more does not shift all others. Moments, descriptors and pids are left out.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Daemon } from '../daemon.ts'
import { until } from '../wait.ts'

const jsonSignal = 36
const names = ['keepalived.data', 'keepalived_parent.data', 'keepalived.stats', 'keepalived.json'] as const

export interface Dumps {
  readonly data: readonly string[]
  readonly parent: readonly string[]
  readonly stats: readonly string[]
  readonly json: readonly string[]
}

/** Asks with SIGUSR1, SIGUSR2 and JSON; the files are in the host's directory. */
export async function dumpsOf({ pid, host }: Daemon): Promise<Dumps> {
  const path = (name: string) => join(host.directory, name)
  for (const name of names) rmSync(path(name), { force: true })
  for (const signal of ['SIGUSR1', 'SIGUSR2', jsonSignal] as const) process.kill(pid, signal)
  const texts = await until('the dumps', 10, () => {
    const all = names.map((name) => (existsSync(path(name)) ? readFileSync(path(name), 'utf8') : ''))
    return all.every((text) => text.endsWith('\n')) && all[0]?.includes('Interfaces >') ? all : undefined
  })
  const [data = '', parent = '', stats = '', json = '[]'] = texts
  return {
    data: placed(data).toSorted(),
    parent: placed(parent).toSorted(),
    stats: placed(stats),
    json: flat(JSON.parse(json), 'json'),
  }
}

/** Each line behind the titles that it stands under, by its indentation. */
function placed(text: string): readonly string[] {
  const above: { readonly indent: number; readonly text: string }[] = []
  return text.split('\n').flatMap((line) => {
    if (line.trim() === '') return []
    const indent = line.startsWith('---') ? -1 : line.search(/\S/)
    while ((above.at(-1)?.indent ?? -2) >= indent) above.pop()
    const plain = timeless(line.trim())
    const place = above.map((each) => each.text).join(' / ')
    above.push({ indent, text: plain })
    return [place === '' ? plain : `${place} / ${plain}`]
  })
}

function timeless(line: string): string {
  return line
    .replace(/\d{9,}\.\d{6}( \(.*\))?/, 'MOMENT')
    .replace(/^fd_in -?\d+,? fd_out =? ?-?\d+/, 'fd_in N fd_out N')
    .replace(/^(Master down timer = )\d+/, '$1N')
    .replace(/\b(pid|ifindex|index) ?(=?) ?\d+/, '$1 $2 N')
}

function flat(value: unknown, place: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((each, index) => flat(each, `${place}[${index}]`))
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, each]) => flat(each, `${place}.${key}`))
  }
  return [place.endsWith('last_transition') ? `${place} = MOMENT` : `${place} = ${JSON.stringify(value)}`]
}
