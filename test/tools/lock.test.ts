import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

interface LockEntry {
  readonly engines?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly hasInstallScript?: boolean
}

const root = join(import.meta.dirname, '../..')
const readJson = (path: string): unknown => JSON.parse(readFileSync(join(root, path), 'utf8'))
const { packages } = readJson('package-lock.json') as { packages: Readonly<Record<string, LockEntry>> }
const { allowScripts, engines } = readJson('package.json') as {
  allowScripts: Readonly<Record<string, boolean>>
  engines: Readonly<Record<string, string>>
}

test('the lock file names the packages of every platform, or npm ci refuses it', () => {
  const wanted = Object.values(packages).flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}))
  assert.ok(wanted.includes('@biomejs/cli-linux-x64'))
  const missing = wanted.filter((name) => packages[`node_modules/${name}`] === undefined)
  assert.deepEqual(missing, [])
})

test('every install script of a dependency is decided upon, or npm 12 complains', () => {
  const scripted = Object.keys(packages)
    .filter((path) => path !== '' && packages[path]?.hasInstallScript)
    .map((path) => path.replace(/^.*node_modules\//, ''))
  assert.deepEqual(
    scripted.filter((name) => allowScripts[name] === undefined),
    [],
  )
})

test('npm may run on the Node that a Debian has: ours comes with npm, and the launcher asks for it', () => {
  assert.deepEqual(engines, { node: '>=20' })
  assert.deepEqual(packages['']?.engines, engines)
})
