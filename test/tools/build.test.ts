import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'

const root = join(import.meta.dirname, '../..')
/** Within the package, so that the bundle finds package.json and the addon as dist/ does. */
const folder = join(root, `.cache/build-${process.pid}`)
const out = join(folder, 'dist')

function node(...args: readonly string[]) {
  return spawnSync(process.execPath, args, { cwd: '/', encoding: 'utf8' })
}

describe('the bundle', () => {
  before(() => {
    const built = node(join(root, 'tools/build.ts'), out)
    assert.equal(built.status, 0, built.stderr)
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  test('says its version from anywhere', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
    const { status, stdout, stderr } = node(join(out, 'main.js'), '--version')
    assert.equal(status, 0)
    assert.ok((stdout + stderr).includes(version))
  })

  test('finds the native addon', () => {
    const script = `require('node:module').createRequire('${join(out, 'parts/x.js')}')('#native').clock(1)`
    assert.equal(node('-e', script).stderr, '')
  })

  test('logs JSON', () => {
    const absent = join(out, 'absent.conf')
    const pid = join(out, 'test.pid')
    const { status, stderr } = node(join(out, 'main.js'), '-n', '--log-json', '-f', absent, '-p', pid)
    assert.equal(status, 6, stderr)
    for (const line of stderr.trimEnd().split('\n')) assert.equal(typeof JSON.parse(line), 'object')
  })

  test('reads the sample configuration, and at most misses its interface here', () => {
    const sample = join(root, 'etc/keepalived.conf.sample')
    const { status, stdout, stderr } = node(join(out, 'main.js'), '-t', '-f', sample)
    const mistakes = (stdout + stderr).match(/error: .*/g) ?? []
    assert.ok(status === 0 || status === 5, stderr)
    assert.deepEqual(
      mistakes.filter((text) => !text.includes('[interface-unknown]')),
      [],
    )
  })

  test('keeps its compiled form beside it, closed to others whatever the umask', () => {
    const script = `umask 0; exec "$0" "$1" --version`
    const { status } = spawnSync('sh', ['-c', script, process.execPath, join(out, 'main.js')])
    assert.equal(status, 0)
    const kept = join(out, '../.cache/compiled')
    const paths = [
      kept,
      ...readdirSync(kept, { recursive: true, encoding: 'utf8' }).map((path) => join(kept, path)),
    ]
    assert.ok(paths.length > 2)
    for (const path of paths) assert.equal(statSync(path).mode & 0o022, 0, path)
  })

  test('is whole: no part asks for a package', () => {
    const files = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.js'),
    )
    const asked = files.flatMap((file) =>
      [...readFileSync(join(out, file), 'utf8').matchAll(/^(?:import|\}) .*?from "([^.][^"]*)";$/gm)].map(
        ([, name = '']) => name,
      ),
    )
    // Those of Node are asked for by name.
    assert.deepEqual(asked, [])
  })
})
