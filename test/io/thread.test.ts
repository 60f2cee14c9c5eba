import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, readlinkSync } from 'node:fs'
import { describe, it } from 'node:test'
import { loadNative } from '../../src/io/native.ts'
import { enterNamespace } from '../../src/io/thread.ts'
import { cannotMakeNamespaces, enterNewNamespace, until } from './namespace.ts'

const native = loadNative()
const source = (name: string) => JSON.stringify(new URL(`../../src/io/${name}.ts`, import.meta.url).href)
const prelude = `
  const { loadNative } = await import(${source('native')})
  const thread = await import(${source('thread')})
  const native = loadNative()
`

function run(code: string): string {
  const ended = spawnSync(process.execPath, ['--input-type=module', '-e', prelude + code], {
    encoding: 'utf8',
    timeout: 5_000,
  })
  assert.equal(ended.status, 0, ended.stderr)
  return ended.stdout.trim()
}

async function firstLine(child: ChildProcess): Promise<string> {
  assert.ok(child.stdout)
  const [data] = await once(child.stdout, 'data')
  return String(data).trim()
}

describe('a process', () => {
  it('is named as asked, cut to what the kernel holds', () => {
    const code = (name: string) => `
      thread.nameProcess(native, ${JSON.stringify(name)})
      console.log((await import('node:fs')).readFileSync('/proc/self/comm', 'utf8').trim())`
    assert.equal(run(code('keepalived_vrrp')), 'keepalived_vrrp')
    assert.equal(run(code('a name that is-far too long')), 'a name that is-')
    assert.equal(run(code('fourteen bytes€')), 'fourteen bytes')
  })

  it('dies with its parent', async () => {
    const child = `${prelude}
      thread.dieWithParent(native)
      console.log(process.pid)
      setInterval(() => {}, 1000)`
    const parent = `
      const { spawn } = require('node:child_process')
      spawn(process.execPath, ['--input-type=module', '-e', ${JSON.stringify(child)}], { stdio: 'inherit' })
      setInterval(() => {}, 1000)`
    const middle = spawn(process.execPath, ['-e', parent], { stdio: ['ignore', 'pipe', 'inherit'] })
    const pid = await firstLine(middle)
    assert.ok(existsSync(`/proc/${pid}`))
    middle.kill('SIGKILL')
    await once(middle, 'exit')
    // Whoever inherits the orphan may be slow to reap it.
    await until(
      () => !existsSync(`/proc/${pid}`) || /^State:\s*Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8')),
    )
  })

  it('gets real-time priority, and what it starts does not inherit it, or it is told why not', () => {
    const code = `
      const { shapeProcess } = await import(${source('own-process')})
      const [failure] = shapeProcess(native, { name: 'x', processors: [], realTimePriority: 1 })
      const { execFileSync } = await import('node:child_process')
      const { readFileSync } = await import('node:fs')
      const policy = (stat) => stat.slice(stat.lastIndexOf(')')).split(' ')[39]
      const mine = policy(readFileSync('/proc/self/stat', 'utf8'))
      const childs = policy(execFileSync('cat', ['/proc/self/stat'], { encoding: 'utf8' }))
      console.log(failure?.code ?? 'raised', mine, childs)`
    const said = run(code)
    // SCHED_RR is 2. Containers may forbid it even to root.
    assert.match(said, /^(raised 2 0|EPERM 0 0)$/)
  })
})

describe('a network namespace', { skip: cannotMakeNamespaces }, () => {
  it('is entered through its file', async () => {
    const before = readlinkSync('/proc/self/ns/net')
    await enterNewNamespace(native)
    assert.notEqual(readlinkSync('/proc/self/ns/net'), before)
    assert.ok(native.interfaceIndex('left') > 0)
  })

  it('that is not there, or is none, is a failure', () => {
    const missing = enterNamespace(native, '/run/netns/keepalived-ts-no-such-thing')
    assert.ok(!missing.ok)
    assert.equal(missing.error.code, 'ENOENT')
    const wrong = enterNamespace(native, '/proc/self/status')
    assert.ok(!wrong.ok)
    assert.equal(wrong.error.code, 'EINVAL')
  })
})
