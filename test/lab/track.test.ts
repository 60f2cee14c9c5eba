/** track_file and track_process in running daemons: priorities that follow a number, faults, quorums. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe } from 'node:test'
import { globals, instance, vip } from './configuration.ts'
import { assertHolds, settles } from './expect.ts'
import { type Host, setLink } from './network.ts'
import { fileExists, scenario, sideBySide } from './scenario.ts'

interface Tracked {
  readonly block: string
  readonly entry: string
  readonly priority: number
  readonly more?: string
}

function withTracked({ block, entry, priority, more = '' }: Tracked): string {
  return globals() + block + instance({ priority, more: `${entry}\n${more}` })
}

function fileBlock(path: string, options = ''): string {
  return `track_file load {\n    file "${path}"\n    ${options}\n}\n`
}

function fileEntry(weight = ''): string {
  return `track_file {\n load ${weight}\n }`
}

/** A program of a name of its own: no other process of the machine counts. */
function program(host: Host, tag: string): { readonly name: string; start(): ChildProcess } {
  const name = `kt${process.pid % 100_000}${tag}`
  const path = join(host.directory, name)
  copyFileSync('/bin/sleep', path)
  return { name, start: () => spawn(path, ['60'], { stdio: 'ignore' }) }
}

async function end(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

describe('tracked files', sideBySide, () => {
  scenario(
    'T13, T17: the number in a file moves the priority and the VIP, and back when the file goes',
    { pairs: ['ours/ours', 'ours/debian', 'debian/ours'] },
    async ({ a, b, capture, start }) => {
      const path = join(a.directory, 'load')
      writeFileSync(path, '10\n')
      const config = withTracked({ block: fileBlock(path), entry: fileEntry(), priority: 100 })
      const daemon = await start(a, config)
      await start(b, globals() + instance({ priority: 90 }))
      await capture.advert({ from: 'a', priority: 110 })
      await settles(a, vip, { held: true })

      writeFileSync(path, '-20\n')
      await daemon.logged('Changing effective priority from 110 to 80')
      await capture.advert({ from: 'b', priority: 90 })
      await settles(b, vip, { held: true })
      await settles(a, vip, { held: false })

      rmSync(path)
      await daemon.logged('Changing effective priority from 80 to 100')
      await settles(a, vip, { held: true })
      await settles(b, vip, { held: false })
    },
  )

  scenario(
    'T15, T18: a number that is a fault takes the instance down until it is none',
    { pairs: ['ours/ours', 'debian/ours'] },
    async ({ a, capture, start }) => {
      const path = join(a.directory, 'load')
      writeFileSync(path, '1\n')
      const block = fileBlock(path)
      const daemon = await start(a, withTracked({ block, entry: fileEntry('weight 0'), priority: 100 }))
      await daemon.logged('(VI_1): entering FAULT state (tracked file load has status')
      await assertHolds(a, vip, false)
      writeFileSync(path, '0\n')
      await daemon.logged('(VI_1): tracked file load leaving FAULT state')
      await capture.advert({ from: 'a', priority: 100 })
      await settles(a, vip, { held: true })
      writeFileSync(path, '1\n')
      await daemon.logged('(VI_1): tracked file load now FAULT state')
      await settles(a, vip, { held: false })
    },
  )

  scenario(
    'T21, T22: init_file makes a file that is not there, once, and instances begin with it',
    { pairs: ['ours/ours', 'debian/ours'] },
    async ({ a, capture, start }) => {
      const path = join(a.directory, 'load')
      const block = fileBlock(path, 'init_file 7')
      const config = withTracked({ block, entry: fileEntry(), priority: 100 })
      const daemon = await start(a, config)
      await capture.advert({ from: 'a', priority: 107 })
      assert.equal(readFileSync(path, 'utf8'), '7\n')
      assert.equal(statSync(path).mode & 0o777, 0o600)
      assert.ok(capture.adverts({ from: 'a' }).every(({ advert }) => advert.priority === 107))

      writeFileSync(path, '9\n')
      await capture.advert({ from: 'a', priority: 109 })
      daemon.configure(config.replace('advert_int 0.2', 'advert_int 0.3'))
      daemon.signal('SIGHUP')
      await daemon.logged('Reload complete')
      assert.equal(readFileSync(path, 'utf8'), '9\n')
    },
  )

  scenario(
    'quirk fileDirectoryAwaited: a directory that comes after the start',
    { pairs: ['ours/ours'] },
    async ({ a, capture, start }) => {
      const directory = join(a.directory, 'later')
      const path = join(directory, 'load')
      const daemon = await start(
        a,
        withTracked({ block: fileBlock(path), entry: fileEntry(), priority: 100 }),
      )
      await daemon.logged('Track file directory for load')
      await capture.advert({ from: 'a', priority: 100 })
      mkdirSync(directory)
      writeFileSync(path, '5\n')
      await capture.advert({ from: 'a', priority: 105 })
    },
  )

  scenario(
    'a worker that dies begins anew with the numbers of the files',
    { pairs: ['ours/ours'] },
    async ({ a, capture, start }) => {
      const path = join(a.directory, 'load')
      writeFileSync(path, '10\n')
      const daemon = await start(
        a,
        withTracked({ block: fileBlock(path), entry: fileEntry(), priority: 100 }),
      )
      await capture.advert({ from: 'a', priority: 110 })
      const before = daemon.log.items.length
      await daemon.crashWorker()
      await daemon.logged('(VI_1) Entering MASTER STATE', 15, before)
      const last = capture.adverts({ from: 'a' }).at(-1)
      await capture.advert({ from: 'a', priority: 110, after: (last?.at ?? 0) - 1 })
      assert.ok(
        capture
          .adverts({ from: 'a' })
          .every(({ advert: { priority } }) => priority === 110 || priority === 0),
      )
    },
  )
})

describe('tracked interfaces', sideBySide, () => {
  scenario(
    'T23: a link with a weight moves the VIP while it is down, one without is a fault',
    { pairs: ['ours/ours', 'debian/ours'], lans: 2 },
    async ({ a, b, capture, start }) => {
      const entry = 'track_interface {\n eth1 weight -20\n }'
      const daemon = await start(a, withTracked({ block: '', entry, priority: 100 }))
      await start(b, globals() + instance({ priority: 90 }))
      await capture.advert({ from: 'a', priority: 100 })
      await setLink(a, 'down', 'eth1')
      await daemon.logged('Changing effective priority from 100 to 80')
      await settles(b, vip, { held: true })
      await setLink(a, 'up', 'eth1')
      await daemon.logged('Changing effective priority from 80 to 100')
      await settles(a, vip, { held: true })

      const config = withTracked({ block: '', entry: entry.replace(' weight -20', ''), priority: 100 })
      daemon.configure(config)
      daemon.signal('SIGHUP')
      await daemon.logged('Reload complete')
      await setLink(a, 'down', 'eth1')
      await daemon.logged('Entering FAULT STATE')
      await settles(b, vip, { held: true })
      await setLink(a, 'up', 'eth1')
      await settles(a, vip, { held: true })
    },
  )
})

describe('tracked processes', sideBySide, () => {
  scenario(
    'T30, T32: a quorum that is lost and gained, with a weight, without the kernel telling of it',
    { pairs: ['ours/ours'] },
    async ({ a, b, capture, start }) => {
      const { name, start: run } = program(a, 'w')
      let child = run()
      try {
        const block = `vrrp_track_process p {\n    process ${name}\n    weight 20\n}\n`
        const daemon = await start(a, withTracked({ block, entry: 'track_process {\n p\n }', priority: 80 }))
        await start(b, globals() + instance({ priority: 90 }))
        await capture.advert({ from: 'a', priority: 100 })
        await settles(a, vip, { held: true })
        await end(child)
        await daemon.logged('Quorum lost for tracked process p')
        await daemon.logged('Changing effective priority from 100 to 80')
        await settles(b, vip, { held: true })
        child = run()
        await daemon.logged('Quorum gained for tracked process p')
        await settles(a, vip, { held: true })
      } finally {
        await end(child)
      }
    },
  )

  scenario(
    'T32: without a quorum at the start the instance is in FAULT until it is gained',
    { pairs: ['ours/ours'] },
    async ({ a, start }) => {
      const { name, start: run } = program(a, 'f')
      const block = `vrrp_track_process p {\n    process ${name}\n}\n`
      const daemon = await start(a, withTracked({ block, entry: 'track_process {\n p\n }', priority: 80 }))
      await daemon.logged('entering FAULT state (tracked process p quorum not achieved)')
      await assertHolds(a, vip, false)
      const child = run()
      try {
        await daemon.logged('Quorum gained for tracked process p')
        await settles(a, vip, { held: true })
      } finally {
        await end(child)
      }
      assert.equal(fileExists(a, 'failure'), false)
    },
  )
})
