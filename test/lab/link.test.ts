/** Interfaces that go and come back, and instances that move together. */
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { startCapture } from './capture.ts'
import { globals, instance, masterDownSeconds, single, vip } from './configuration.ts'
import { assertAtMost, assertLasted, nowMicros, settles, takeover } from './expect.ts'
import { ip, run, setCable, setCard, setLink, setPartition } from './network.ts'
import { scenario, sideBySide } from './scenario.ts'
import { until } from './wait.ts'

const secondVip = '10.1.0.100'

function grouped(priority: number): string {
  const group = 'vrrp_sync_group VG {\n    group {\n        VI_1\n        VI_2\n    }\n}\n'
  const second = { name: 'VI_2', interface: 'eth1', vrid: 52, priority, vips: [secondVip] }
  return globals() + group + instance({ priority }) + instance(second)
}

describe('interfaces', sideBySide, () => {
  for (const cause of ['the interface is set down', 'the cable is pulled'] as const) {
    scenario(
      `${cause}: FAULT at once, the backup takes over; up again: back`,
      { pairs: ['ours/ours', 'ours/debian', 'debian/ours'] },
      async ({ lab, a, b, capture, start }) => {
        const change = (state: 'up' | 'down') =>
          cause === 'the cable is pulled'
            ? setCable(lab, a, { state: state === 'up' ? 'plugged' : 'pulled' })
            : setLink(a, state)
        const backup = { priority: 50 }
        const daemon = await start(a, single({ priority: 100 }))
        await start(b, single(backup))
        const first = await capture.advert({ from: 'a' })
        await settles(a, vip, { held: true })
        const mark = daemon.log.items.length
        await change('down')
        const downAt = nowMicros()
        const fault = await daemon.logged('Entering FAULT STATE', 10, mark)
        assertAtMost('FAULT', fault.at - downAt, 1)
        await settles(a, vip, { held: false })
        const taken = await takeover(capture, { from: 'a', to: 'b', after: first.at })
        assertLasted('the takeover', taken.spanMicros, masterDownSeconds(backup))
        await settles(b, vip, { held: true })
        await change('up')
        await daemon.logged('Entering BACKUP STATE', 10, mark)
        await daemon.logged('Entering MASTER STATE', 10, mark)
        await settles(a, vip, { held: true })
        await settles(b, vip, { held: false })
      },
    )
  }

  scenario(
    'a sync group moves together when one of its interfaces fails, and together back',
    { pairs: ['ours/ours', 'ours/debian', 'debian/ours'], lans: 2 },
    async ({ lab, a, b, start }) => {
      const other = await startCapture(lab, { lan: 1 })
      const daemon = await start(a, grouped(100))
      const peer = await start(b, grouped(50))
      const held = async (onA: boolean) => {
        await settles(a, vip, { held: onA })
        await settles(a, secondVip, { held: onA, interface: 'eth1' })
        await settles(b, vip, { held: !onA })
        await settles(b, secondVip, { held: !onA, interface: 'eth1' })
      }
      await held(true)
      await other.advert({ from: 'a', vrid: 52 })
      const mark = daemon.log.items.length
      const peerMark = peer.log.items.length
      await setCable(lab, a, { state: 'pulled', lan: 1 })
      await daemon.logged('(VI_2) Entering FAULT STATE', 10, mark)
      await daemon.logged('VRRP_Group(VG) Syncing instances to FAULT state', 10, mark)
      await daemon.logged('(VI_1) Entering FAULT STATE', 10, mark)
      await peer.logged('VRRP_Group(VG) Syncing instances to MASTER state', 10, peerMark)
      await held(false)
      await setCable(lab, a, { state: 'plugged', lan: 1 })
      await daemon.logged('VRRP_Group(VG) Syncing instances to MASTER state', 10, mark)
      await held(true)
    },
  )

  scenario(
    'a sync group is up only as a whole: with one interface down at start it stays in FAULT',
    { pairs: ['ours/ours'], lans: 2 },
    async ({ lab, a, capture, start }) => {
      await setCable(lab, a, { state: 'pulled', lan: 1 })
      const daemon = await start(a, grouped(100))
      await daemon.logged('FAULT')
      await new Promise((resolve) => setTimeout(resolve, 1500))
      assert.equal(capture.adverts({ from: 'a' }).length, 0)
      await setCable(lab, a, { state: 'plugged', lan: 1 })
      await settles(a, vip, { held: true })
      await settles(a, secondVip, { held: true, interface: 'eth1' })
    },
  )

  scenario(
    'two hosts that do not hear each other are both master; joined again, one is left',
    // Where keepalived loses, it says no last word: the caches of the LAN may go on pointing to it.
    { pairs: ['ours/ours', 'debian/ours'] },
    async ({ lab, a, b, o, capture, start }) => {
      await start(a, single({ priority: 100 }))
      const peer = await start(b, single({ priority: 50 }))
      await capture.advert({ from: 'a' })
      await peer.logged('Entering BACKUP STATE')
      await settles(a, vip, { held: true })
      await settles(b, vip, { held: false })
      const partedAt = nowMicros()
      await setPartition(lab, [a, b], true)
      await capture.advert({ from: 'b', after: partedAt })
      await settles(b, vip, { held: true })
      const joinedAt = nowMicros()
      await setPartition(lab, [a, b], false)
      await settles(b, vip, { held: false })
      assert.ok(capture.adverts({ from: 'a', after: joinedAt }).length > 0)
      await capture.claim(vip, { from: 'a', after: joinedAt })
      await until('one master', 5, () => {
        const recent = nowMicros() - 800_000
        return recent > joinedAt && capture.adverts({ from: 'b', after: recent }).length === 0
      })
      const answer = await run(o, ['ping', '-c', '1', '-W', '1', vip])
      assert.equal(answer.status, 0, answer.stdout)
    },
  )

  scenario(
    'the only address goes: FAULT; it comes back: BACKUP and MASTER again',
    { pairs: ['ours/ours'] },
    async ({ a, capture, start }) => {
      const daemon = await start(a, single({ priority: 100 }))
      await capture.advert({ from: 'a' })
      await settles(a, vip, { held: true })
      const mark = daemon.log.items.length
      await ip(a, ['address', 'delete', '10.0.0.1/16', 'dev', 'eth0'])
      await daemon.logged('Entering FAULT STATE', 5, mark)
      await settles(a, vip, { held: false })
      await ip(a, ['address', 'add', '10.0.0.1/16', 'brd', '+', 'dev', 'eth0'])
      await daemon.logged('Entering BACKUP STATE', 5, mark)
      await settles(a, vip, { held: true })
    },
  )

  scenario(
    'the network card goes: FAULT, and no crash; another one of that name is used',
    { pairs: ['ours/ours', 'ours/debian'] },
    async ({ lab, a, b, capture, start }) => {
      const daemon = await start(a, single({ priority: 100 }))
      await start(b, single({ priority: 50 }))
      await capture.advert({ from: 'a' })
      await settles(a, vip, { held: true })
      const mark = daemon.log.items.length
      await setCard(lab, a, 'out')
      await daemon.logged('Entering FAULT STATE', 5, mark)
      await capture.advert({ from: 'b' })
      const backAt = nowMicros()
      await setCard(lab, a, 'in')
      await ip(a, ['address', 'add', '10.0.0.1/16', 'brd', '+', 'dev', 'eth0'])
      await setLink(a, 'up')
      await capture.advert({ from: 'a', after: backAt })
      await settles(a, vip, { held: true })
      await settles(b, vip, { held: false })
      assert.equal((await daemon.stop()).code, 0)
    },
  )
})
