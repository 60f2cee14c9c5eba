/**
 * Inputs whose exit status under `keepalived -t` was measured with 2.2.7 and 2.4.3, in a network namespace
 * like the host of these tests: ours is the same, for the reason that the row names.
 */
import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import type { FilePort } from '../../src/conf/expand.ts'
import { includePort } from '../../src/io/include.ts'
import type { ScriptFacts } from '../../src/settings/checks-scripts.ts'
import { type SettingsQuirkName, settingsQuirks } from '../../src/settings/quirks.ts'
import { testStatus } from '../../src/settings/test-status.ts'
import { instance, load, programs, service } from './example-host.ts'

interface Row {
  readonly where: string
  readonly text: string
  readonly id?: string
  readonly environment?: Readonly<Record<string, string>>
  /** What lies beside the file: its text, or what else it is. */
  readonly files?: Readonly<Record<string, string | 'a directory' | 'executable'>>
  readonly status: number
  /** Codes of our diagnostics in the order of finding. */
  readonly codes: readonly string[]
  /** Why our status is another, and which. */
  readonly quirk?: { readonly name: SettingsQuirkName; readonly status: number }
}

/** The configuration around the text of a row. */
const around: Readonly<Record<string, (text: string) => string>> = {
  root: (text) => text,
  global: (text) => `global_defs {\n${text}\n}\n`,
  instance: (text) => instance(text),
  'instance without address': (text) =>
    `vrrp_instance A {\ninterface eth0\nvirtual_router_id 10\n${text}\n}\n`,
  'empty instance': (text) => `vrrp_instance A {\n${text}\n}\n`,
  addresses: (text) =>
    `vrrp_instance A {\ninterface eth0\nvirtual_router_id 10\nvirtual_ipaddress {\n10.0.0.1\n${text}\n}\n}\n`,
  'addresses of IPv6': (text) => instance().replace('{ 10.0.0.1 }', () => `{\nfe80::1\n${text}\n}`),
  'static addresses': (text) => `static_ipaddress {\n${text}\n}\n`,
  routes: (text) => instance(`virtual_routes {\n${text}\n}`),
  rules: (text) => instance(`virtual_rules {\n${text}\n}`),
  bfd: (text) => `bfd_instance b {\nneighbor_ip 192.0.2.3\n${text}\n}\n`,
  script: (text) => `vrrp_script s {\nscript /bin/true\n${text}\n}\n`,
  'virtual server': (text) => service(text),
  'virtual server head': (text) => service().replace('192.0.2.9 80', () => text),
  group: (text) => `virtual_server_group g {\n${text}\n}\n${service().replace('192.0.2.9 80', 'group g')}`,
  'real server': (text) => service('', text),
  'real server without check': (text) => service('', text).replace('TCP_CHECK {\n}\n', ''),
  request: (text) => service('', `HTTP_GET {\nurl {\npath /\n${text}\n}\n}`).replace('TCP_CHECK {\n}\n', ''),
  check: (text) => service().replace('TCP_CHECK {\n', () => `TCP_CHECK {\n${text}\n`),
}

const scripts: ScriptFacts = programs({
  '/bin/true': 0o755,
  '/usr/bin/true': 0o755,
  '/etc/passwd': 0o644,
  '/tmp/unsafe-dir/x.sh': 0o777,
})

const rows: readonly Row[] = readFileSync(
  new URL('../data/settings/conformance.jsonl', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Row)

test('there are rows', () => assert.ok(rows.length > 150))

const directory = mkdtempSync(join(tmpdir(), 'keepalived-ts-conformance-'))
after(() => rmSync(directory, { recursive: true }))

/** Real files, each row in a directory of its own. */
function filesBeside(name: string, files: Row['files']): FilePort {
  const beside = join(directory, name)
  mkdirSync(beside)
  for (const [path, is] of Object.entries(files ?? {})) {
    const whole = join(beside, path)
    mkdirSync(is === 'a directory' ? whole : dirname(whole), { recursive: true })
    if (is === 'a directory') continue
    writeFileSync(whole, is)
    if (is === 'executable') chmodSync(whole, 0o755)
  }
  return { include: (pattern, from) => includePort.include(pattern, from === '.' ? beside : from) }
}

for (const [index, row] of rows.entries()) {
  const { where, text, id, status, codes, quirk, environment } = row
  test(`${where}: ${JSON.stringify(text).slice(1, 90)}: ${status}`, () => {
    if (quirk !== undefined) assert.ok(quirk.name in settingsQuirks, quirk.name)
    const whole = around[where]
    assert.ok(whole !== undefined, where)
    const read = filesBeside(String(index), row.files)
    const { diagnostics } = load(whole(text), {
      scripts,
      read,
      environment,
      ...(id === undefined ? {} : { id }),
    })
    assert.deepEqual(
      [testStatus(diagnostics), ...diagnostics.map(({ code }) => code)],
      [quirk?.status ?? status, ...codes],
    )
  })
}
