/**
 * Interoperation of sync groups over two LANs whose members are not all well: one interface of one node drags
 * the whole group, in both roles; with one of each node down nobody is master. What FIFOs get of group and
 * members.
 */
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { startCapture } from './capture.ts'
import { globals, instance, vip } from './configuration.ts'
import { nowMicros, settles } from './expect.ts'
import { type Fifo, openFifo } from './fifo.ts'
import { type Host, setCable } from './network.ts'
import { type Stage, scenario } from './scenario.ts'
import { until } from './wait.ts'

const secondVip = '10.1.0.100'

function grouped(priority: number, fifo: Fifo): string {
  const group = 'vrrp_sync_group VG {\n group {\n VI_1\n VI_2\n }\n}\n'
  const second = { name: 'VI_2', interface: 'eth1', vrid: 52, priority, vips: [secondVip] }
  return globals(`vrrp_notify_fifo ${fifo.path}`) + group + instance({ priority }) + instance(second)
}

/** Both addresses are on that host alone, or on none. */
async function groupOn(holder: Host | undefined, { a, b }: Stage): Promise<void> {
  for (const host of [a, b]) {
    await settles(host, vip, { held: host === holder })
    await settles(host, secondVip, { held: host === holder, interface: 'eth1' })
  }
}

/** The group and both members went through exactly these states. */
async function heard(fifo: Fifo, priority: number, states: readonly string[]): Promise<void> {
  const expected = {
    '"VG"': states.map((state) => `GROUP "VG" ${state} 0`),
    '"VI_1"': states.map((state) => `INSTANCE "VI_1" ${state} ${priority}`),
    '"VI_2"': states.map((state) => `INSTANCE "VI_2" ${state} ${priority}`),
  }
  for (const [about, lines] of Object.entries(expected)) {
    await fifo.until(lines)
    const seen = fifo.lines(about).filter((line) => !line.includes('MASTER_RX_LOWER_PRI'))
    assert.deepEqual(seen, lines)
  }
}

describe('interoperation: sync groups', { concurrency: 4 }, () => {
  scenario(
    'F33: a dead link on either node and either LAN drags the whole group',
    { pairs: ['ours/debian', 'debian/ours'], lans: 2 },
    async (stage) => {
      const { lab, a, b, capture, start } = stage
      const second = await startCapture(lab, { lan: 1 })
      const fifos = { a: openFifo(a), b: openFifo(b) }
      await start(a, grouped(200, fifos.a))
      await second.advert({ from: 'a', vrid: 52 })
      await start(b, grouped(100, fifos.b))
      await fifos.b.until('GROUP "VG" BACKUP 0')
      await groupOn(a, stage)

      await setCable(lab, a, { state: 'pulled', lan: 1 })
      await groupOn(b, stage)
      await setCable(lab, b, { state: 'pulled', lan: 0 })
      await groupOn(undefined, stage)
      const silentAt = nowMicros() + 300_000
      await setCable(lab, a, { state: 'plugged', lan: 1 })
      await groupOn(a, stage)
      await setCable(lab, b, { state: 'plugged', lan: 0 })
      await until('the backup group', 10, () => fifos.b.lines('GROUP "VG" BACKUP').length === 2)
      await capture.advert({ from: 'a', after: nowMicros() + 1_500_000 })
      await groupOn(a, stage)
      for (const lan of [capture, second]) {
        assert.deepEqual(lan.adverts({ from: 'b', after: silentAt }), [], 'a backup group speaks')
      }
      await heard(fifos.a, 200, ['BACKUP', 'MASTER', 'FAULT', 'BACKUP', 'MASTER'])
      await heard(fifos.b, 100, ['BACKUP', 'MASTER', 'FAULT', 'BACKUP'])
    },
  )

  scenario(
    'a group that starts with a dead link waits in FAULT, and takes over as a whole when it lives',
    { pairs: ['ours/debian', 'debian/ours'], lans: 2 },
    async (stage) => {
      const { lab, a, b, capture, start } = stage
      const second = await startCapture(lab, { lan: 1 })
      const fifos = { a: openFifo(a), b: openFifo(b) }
      await setCable(lab, a, { state: 'pulled', lan: 0 })
      await start(a, grouped(200, fifos.a))
      await start(b, grouped(100, fifos.b))
      await groupOn(b, stage)
      assert.deepEqual(second.adverts({ from: 'a' }), [], 'half a group speaks')
      await setCable(lab, a, { state: 'plugged', lan: 0 })
      await groupOn(a, stage)
      await capture.advert({ from: 'a', after: nowMicros() + 500_000 })
      await heard(fifos.a, 200, ['FAULT', 'BACKUP', 'MASTER'])
      await heard(fifos.b, 100, ['BACKUP', 'MASTER', 'BACKUP'])
    },
  )

  scenario(
    'one member meets a better master on its LAN: the whole group yields, and returns with it',
    { pairs: ['ours/debian', 'debian/ours'], lans: 2 },
    async (stage) => {
      const { a, b, capture, start } = stage
      const fifo = openFifo(a)
      await start(a, grouped(100, fifo))
      await capture.advert({ from: 'a' })
      await settles(a, secondVip, { held: true, interface: 'eth1' })
      const rival = { name: 'VI_2', interface: 'eth1', vrid: 52, priority: 200, vips: [secondVip] }
      const other = await start(b, globals() + instance(rival))
      await settles(b, secondVip, { held: true, interface: 'eth1' })
      await groupIsOff(stage)
      await other.stop()
      await settles(a, secondVip, { held: true, interface: 'eth1' })
      await settles(a, vip, { held: true })
      await heard(fifo, 100, ['BACKUP', 'MASTER', 'BACKUP', 'MASTER'])
    },
  )
})

async function groupIsOff({ a }: Stage): Promise<void> {
  await settles(a, secondVip, { held: false, interface: 'eth1' })
  await settles(a, vip, { held: false })
}
