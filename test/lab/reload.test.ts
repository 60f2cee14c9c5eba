/** SIGHUP: only what changed is touched, and a file with an error changes nothing. */
import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe } from 'node:test'
import { longestGap } from './capture.ts'
import { globals, instance, single, vip } from './configuration.ts'
import type { Daemon } from './daemon.ts'
import { assertAtMost, assertHolds, nowMicros, placeIn, settles } from './expect.ts'
import { type Stage, scenario, sideBySide } from './scenario.ts'
import { pause } from './wait.ts'
import { type AddressWatch, watchAddresses } from './watch.ts'

const other = '10.0.0.101'

interface Master {
  readonly daemon: Daemon
  readonly addresses: AddressWatch
  /** Lines that were there before. */
  readonly mark: number
  reload(config: string): number
}

/** A master of priority 100 with the VIP, watched for address changes. */
async function openMaster({ a, capture, start }: Stage): Promise<Master> {
  const daemon = await start(a, single({ priority: 100 }))
  await capture.advert({ from: 'a' })
  await settles(a, vip, { held: true })
  const addresses = await watchAddresses(a)
  await pause(0.3)
  const reload = (config: string): number => {
    daemon.configure(config)
    const at = nowMicros()
    daemon.signal('SIGHUP')
    return at
  }
  return { daemon, addresses, mark: daemon.log.items.length, reload }
}

/**
 * Nobody left: the VIP was never deleted, no state was entered, no advert was much later than its interval.
 */
function assertUndisturbed(stage: Stage, master: Master): void {
  assert.deepEqual(
    master.addresses.changes.items.filter((change) => change.deleted && change.address === vip),
    [],
    'the unchanged VIP was deleted',
  )
  const entered = master.daemon.log.items
    .slice(master.mark)
    .filter((line) => /Entering \w+ STATE/.test(line.text))
  assert.deepEqual(entered, [], 'a state was entered')
  const adverts = stage.capture.adverts({ from: 'a' })
  assert.ok(!adverts.some((each) => each.advert.priority === 0), 'the master took leave')
  assertAtMost('the longest gap', longestGap(adverts), 0.2 * 3)
}

describe('reload', sideBySide, () => {
  scenario(
    'O10: an unchanged file: nothing is deleted, no advert is late',
    { pairs: ['ours/ours'] },
    async (stage) => {
      const master = await openMaster(stage)
      master.reload(single({ priority: 100 }))
      await master.daemon.logged('Reloading', 5, master.mark)
      await pause(1.5)
      assertUndisturbed(stage, master)
      assert.deepEqual(master.addresses.changes.items, [])
    },
  )

  scenario(
    'twenty SIGHUPs in a row: nothing is deleted, no advert is late, the last file counts',
    { pairs: ['ours/ours'] },
    async (stage) => {
      const master = await openMaster(stage)
      for (let i = 0; i < 20; i++) {
        master.reload(single({ priority: 101 + i }))
        await pause(0.03)
      }
      await stage.capture.advert({ from: 'a', priority: 120 })
      await pause(1)
      const last = stage.capture.adverts({ from: 'a' }).at(-1)
      assert.equal(last?.advert.priority, 120)
      assertUndisturbed(stage, master)
      assert.deepEqual(master.addresses.changes.items, [])
    },
  )

  scenario(
    'a changed priority is in the next advert, without a transition',
    { pairs: ['ours/ours', 'ours/debian', 'debian/ours'] },
    async (stage) => {
      const { b, capture, start } = stage
      const master = await openMaster(stage)
      await start(b, single({ priority: 50 }))
      const at = master.reload(single({ priority: 150 }))
      await capture.advert({ from: 'a', priority: 150, after: at })
      await pause(1)
      assertUndisturbed(stage, master)
      assert.equal(capture.adverts({ from: 'b' }).length, 0)
    },
  )

  scenario(
    'a priority below the peer moves the VIP',
    { pairs: ['ours/ours', 'ours/debian', 'debian/ours'] },
    async (stage) => {
      const { a, b, capture, start } = stage
      const master = await openMaster(stage)
      const peer = await start(b, single({ priority: 50 }))
      await peer.logged('Entering BACKUP STATE')
      const at = master.reload(single({ priority: 30 }))
      await capture.advert({ from: 'b', after: at })
      await settles(b, vip, { held: true })
      await settles(a, vip, { held: false })
    },
  )

  scenario(
    'a backup that reloads stays backup and the VIP where it is',
    { pairs: ['ours/ours', 'ours/debian', 'debian/ours'] },
    async ({ a, b, capture, start }) => {
      const daemon = await start(a, single({ priority: 100 }))
      const first = await capture.advert({ from: 'a' })
      const backup = await start(b, single({ priority: 50 }))
      await backup.logged('Entering BACKUP STATE')
      await pause(0.5)
      const mark = backup.log.items.length
      backup.configure(single({ priority: 70 }))
      backup.signal('SIGHUP')
      await backup.logged('Reloading', 5, mark)
      await pause(1.5)
      assert.equal(capture.adverts({ from: 'b' }).length, 0, 'the backup took over')
      assert.ok(capture.adverts({ from: 'a', after: first.at }).length > 5)
      await daemon.stop()
      await capture.advert({ from: 'b', priority: 70 })
    },
  )

  scenario(
    'O11: an added VIP comes and is announced, a removed one goes; the other never leaves',
    { pairs: ['ours/ours'] },
    async (stage) => {
      const { a, capture } = stage
      const master = await openMaster(stage)
      const at = master.reload(single({ priority: 100, vips: [vip, other] }))
      await settles(a, other, { held: true })
      await capture.claim(other, { from: 'a', after: at })
      await capture.until(
        'an advert with both VIPs',
        (item) => item.is === 'advert' && item.from === 'a' && item.advert.addresses.length === 2,
        { timeoutSeconds: 5 },
      )
      master.reload(single({ priority: 100 }))
      await settles(a, other, { held: false })
      await pause(0.5)
      assertUndisturbed(stage, master)
      await assertHolds(a, vip, true)
    },
  )

  scenario(
    'an added and a removed instance: the first one goes on',
    { pairs: ['ours/ours'] },
    async (stage) => {
      const { a, capture } = stage
      const master = await openMaster(stage)
      const second = { name: 'VI_2', vrid: 52, priority: 70, vips: [other] }
      master.reload(single({ priority: 100 }) + instance(second))
      await capture.advert({ from: 'a', vrid: 52, priority: 70 })
      await settles(a, other, { held: true })
      master.reload(single({ priority: 100 }))
      await capture.advert({ from: 'a', vrid: 52, priority: 0 })
      await settles(a, other, { held: false })
      await assertHolds(a, vip, true)
      assert.deepEqual(
        master.addresses.changes.items.filter((change) => change.deleted && change.address === vip),
        [],
      )
      assertAtMost('the longest gap', longestGap(capture.adverts({ from: 'a', vrid: 51 })), 0.2 * 3)
    },
  )

  const damages = [
    { what: 'an execute bit', damage: (path: string) => chmodSync(path, 0o755) },
    {
      what: 'a directory in its place',
      damage: (path: string) => {
        rmSync(path)
        mkdirSync(path)
      },
    },
    {
      what: 'no text',
      damage: (path: string) => writeFileSync(path, Buffer.from('\0\x01\xff\0'.repeat(99))),
    },
  ]
  for (const { what, damage } of damages) {
    scenario(
      `an included file that cannot be read (${what}) takes nothing off a master`,
      { pairs: ['ours/ours'] },
      async (stage) => {
        const { a, capture, start } = stage
        const path = join(a.directory, 'second.conf')
        writeFileSync(path, instance({ priority: 100 }))
        const daemon = await start(a, `${globals()}include second.con*\n`)
        await capture.advert({ from: 'a' })
        await settles(a, vip, { held: true })
        const mark = daemon.log.items.length
        damage(path)
        daemon.signal('SIGHUP')
        await daemon.logged(`cannot be used now: ${path}: `, 5, mark)
        await daemon.logged('not reloaded: the old one goes on unchanged', 5, mark)
        await pause(0.7)
        assert.ok(!capture.adverts({ from: 'a' }).some((each) => each.advert.priority === 0), 'it took leave')
        await assertHolds(a, vip, true)
        rmSync(path, { recursive: true })
        writeFileSync(path, instance({ priority: 120 }))
        daemon.signal('SIGHUP')
        await capture.advert({ from: 'a', priority: 120 })
      },
    )
  }

  const broken = [
    { what: 'a brace missing', text: single({ priority: 150 }).trimEnd().slice(0, -1), says: placeIn },
    { what: 'a value out of range', text: single({ priority: 150, vrid: 900 }), says: placeIn },
    { what: 'a missing interface', text: single({ priority: 150, interface: 'eth77' }), says: () => /eth77/ },
    { what: 'nothing in it', text: '', says: () => /has no configuration to run/ },
    { what: 'no text at all', text: '\0\x01\x02\xff\0', says: () => /keepalived\.conf.*not text/ },
  ]
  for (const { what, text, says } of broken) {
    scenario(
      `a file with an error (${what}) changes nothing; the log says where and why`,
      { pairs: ['ours/ours'] },
      async (stage) => {
        const { a } = stage
        const master = await openMaster(stage)
        master.reload(text)
        const why = says(a)
        const limits = { timeoutSeconds: 5, from: master.mark }
        await master.daemon.log.until(`a line like ${why}`, (line) => why.test(line.text), limits)
        await pause(1)
        assertUndisturbed(stage, master)
        await assertHolds(a, vip, true)
        master.reload(single({ priority: 120 }))
        await stage.capture.advert({ from: 'a', priority: 120 })
        assertUndisturbed(stage, master)
      },
    )
  }
})
