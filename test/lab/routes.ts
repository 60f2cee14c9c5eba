/** Routes and rules of a host of the lab, as ip(8) shows them. */
import assert from 'node:assert/strict'
import { type Host, ip } from './network.ts'
import { until } from './wait.ts'

/** Destinations and rules with our mark, as ip(8) tells them. */
export async function routing(host: Host): Promise<readonly string[]> {
  const lines: string[] = []
  for (const family of ['-4', '-6']) {
    const shown = await ip(host, [family, 'route', 'show', 'table', 'all', 'proto', '18'])
    lines.push(...shown.split('\n').map((line) => line.replace(/ (table|metric|proto|pref) .*/, '').trim()))
  }
  for (const family of ['-4', '-6']) {
    const shown = await ip(host, [family, 'rule'])
    const ours = shown.split('\n').filter((line) => line.includes('proto keepalived'))
    lines.push(...ours.map((line) => line.replace(/^\d+:\s*/, '').replace(/ proto .*/, '')))
  }
  return lines.filter((line) => line !== '')
}

export async function comesTo(host: Host, wanted: readonly string[]): Promise<void> {
  let seen: readonly string[] = []
  const same = async () => {
    seen = await routing(host)
    return seen.join('\n') === wanted.join('\n')
  }
  try {
    await until('routes and rules', 10, same)
  } catch {
    assert.deepEqual(seen, wanted)
  }
}
