/** Health checks for tests: the configuration around them, what comes of it, and tables of what is wrong. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CheckSettings } from '../../src/check/settings.ts'
import { type SettingsQuirkName, settingsQuirks } from '../../src/settings/quirks.ts'
import { testStatus } from '../../src/settings/test-status.ts'
import { headlines, load } from './example-host.ts'

/** A virtual server whose one real server holds these lines, and what else the example has above it. */
export function checked(lines: string, above = '') {
  const loaded = load(`${above}${server('', lines)}`)
  const [service] = loaded.understood.lvs.services
  const all = loaded.diagnostics.map(({ code }) => code)
  return {
    loaded,
    checks: service?.realServers[0]?.checks ?? [],
    runs: loaded.settings?.lvs.services[0]?.realServers[0]?.checks ?? [],
    status: testStatus(loaded.diagnostics),
    // That a kind does not run yet is one test's business, not everybody's.
    codes: all.filter((code) => code !== 'no-effect-yet' && code !== 'check-not-yet'),
    all,
  }
}

export function server(service: string, lines: string): string {
  return `virtual_server 192.0.2.9 80 {
protocol TCP
lvs_sched rr
lvs_method NAT
${service}
real_server 192.0.2.20 80 {
${lines}
}
}
`
}

export function only<Kind extends CheckSettings['is']>(kind: Kind, lines: string, above = '') {
  const [check] = checked(lines, above).checks
  assert.equal(check?.is, kind)
  return check as CheckSettings & { readonly is: Kind }
}

export interface Row {
  readonly lines: string
  readonly status: number
  readonly codes?: readonly string[]
  readonly above?: string
  readonly quirk?: SettingsQuirkName
  /** How many checks are understood; undefined: one. */
  readonly checks?: number
}

export function table(name: string, rows: readonly Row[]): void {
  for (const { lines, status, codes = [], above = '', quirk, checks = 1 } of rows) {
    test(`${name}: ${JSON.stringify(lines)}: ${status}`, () => {
      if (quirk !== undefined) assert.ok(quirk in settingsQuirks)
      const found = checked(lines, above)
      assert.deepEqual([found.status, ...found.codes], [status, ...codes], headlines(found.loaded).join('\n'))
      assert.equal(found.checks.length, checks)
    })
  }
}

export const inside = (block: string, lines: string) => `${block} {\n${lines}\n}`
export const tcp = (lines: string) => inside('TCP_CHECK', lines)
export const url = (lines: string) => inside('HTTP_GET', inside('url', `path /\n${lines}`))
