import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'

const native = new URL('../../native/', import.meta.url).pathname
const headers = new URL('../../node_modules/node-api-headers', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'keepalived-ts-build-'))
after(() => rmSync(folder, { recursive: true }))
let made = 0

/** A copy of the addon's sources as npm would have installed them, the headers hoisted above the package. */
function packageFolder(withHeaders: boolean): {
  build: (path?: string) => ReturnType<typeof run>
  file: string
} {
  const top = join(folder, String(made++))
  const copy = join(top, 'node_modules/keepalived-ts/native')
  mkdirSync(copy, { recursive: true })
  for (const name of readdirSync(native)) {
    if (/\.(c|h|sh)$/.test(name)) copyFileSync(join(native, name), join(copy, name))
  }
  cpSync(join(native, 'programs'), join(copy, 'programs'), { recursive: true })
  if (withHeaders) symlinkSync(headers, join(top, 'node_modules/node-api-headers'))
  return { build: (path) => run(copy, path), file: join(copy, 'keepalived.node') }
}

function run(copy: string, path = process.env['PATH']) {
  const env = { ...process.env, PATH: path }
  return spawnSync('/bin/sh', [join(copy, 'build.sh')], { encoding: 'utf8', env, timeout: 30_000 })
}

describe('native/build.sh', () => {
  it('builds with the headers wherever npm has put them, and only when something changed', () => {
    const { build, file } = packageFolder(true)
    const first = build()
    assert.equal(first.status, 0, first.stderr)
    assert.equal(first.stderr, 'keepalived-ts: built native/keepalived.node and native/run-as\n')
    utimesSync(file, 1, 1)
    const second = build()
    assert.equal(second.status, 0)
    assert.equal(second.stderr, '')
    assert.equal(statSync(file).mtimeMs, 1000)
  })

  it('says what to install when there is no compiler', () => {
    const tools = join(folder, 'tools')
    mkdirSync(tools)
    for (const tool of ['cat', 'cksum', 'dirname', 'grep', 'mv', 'rm', 'tr', 'uname']) {
      symlinkSync(`/usr/bin/${tool}`, join(tools, tool))
    }
    const { build, file } = packageFolder(true)
    const ended = build(tools)
    assert.equal(ended.status, 1)
    assert.match(ended.stderr, /no C compiler found/)
    assert.match(ended.stderr, /apt-get install gcc libc6-dev/)
    assert.throws(() => statSync(file))
  })

  it('says what is missing when the headers are', () => {
    const { build } = packageFolder(false)
    const ended = build()
    assert.equal(ended.status, 1)
    assert.match(ended.stderr, /node-api-headers is missing: run npm install/)
  })
})
