/** SIGHUP: what changes hands, changes its name, changes its times, or gets an interface of its own. */
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { type Capture, longestGap, startCapture } from './capture.ts'
import { globals, instance, vip } from './configuration.ts'
import type { Daemon } from './daemon.ts'
import { assertAtMost, nowMicros, settles } from './expect.ts'
import { linkLocalReady } from './matrix.ts'
import { type Host, ip, startTool } from './network.ts'
import { comesTo } from './routes.ts'
import { type Stage, scenario, sideBySide } from './scenario.ts'
import { pause, until } from './wait.ts'

const other = '10.0.0.101'
const own = { a: '10.0.0.110', b: '10.0.0.120' }
const routes = 'virtual_routes {\n192.0.2.0/24 via 10.0.0.3 dev eth0\n}'
const rules = 'virtual_rules {\nfrom 192.0.2.0/24 table 100 priority 1001\n}'
const routed = ['192.0.2.0/24 via 10.0.0.3 dev eth0', 'from 192.0.2.0/24 lookup 100']

/** All that the kernel tells of, line by line. */
async function watchAll(host: Host): Promise<readonly string[]> {
  const lines: string[] = []
  const tool = startTool(host, ['ip', '-o', 'monitor', 'link', 'address', 'route', 'rule'])
  let rest = ''
  tool.stdout?.on('data', (chunk: Buffer) => {
    const parts = (rest + chunk.toString()).split('\n')
    rest = parts.pop() ?? ''
    lines.push(...parts)
  })
  await pause(0.3)
  return lines
}

async function reload(daemon: Daemon, config: string): Promise<number> {
  const mark = daemon.log.items.length
  daemon.configure(config)
  const at = nowMicros()
  daemon.signal('SIGHUP')
  await daemon.logged('Reload complete', 5, mark)
  return at
}

/** Those that speak of the things that move. */
function deleted(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => line.startsWith('Deleted') && /10\.0\.0\.10[01]|192\.0\.2\.0/.test(line))
}

/** Nobody fell, nobody rose, and every advert came in time. */
function assertMasters({ capture }: Stage, daemon: Daemon, mark: number): void {
  const entered = daemon.log.items.slice(mark).filter(({ text }) => /Entering \w+ STATE/.test(text))
  assert.deepEqual(entered, [])
  for (const vrid of [51, 52]) {
    const adverts = capture.adverts({ vrid })
    assert.ok(!adverts.some(({ advert }) => advert.priority === 0))
    assertAtMost(`the longest gap of ${vrid}`, longestGap(adverts), 0.2 * 3)
  }
}

const two = (a: { vips: string[]; more?: string }, b: { vips: string[]; more?: string }) =>
  instance({ priority: 100, ...a, vips: [own.a, ...a.vips] }) +
  instance({ name: 'VI_2', vrid: 52, priority: 100, ...b, vips: [own.b, ...b.vips] })

async function mastersOf(stage: Stage, config: string): Promise<Daemon> {
  // Else the kernel tells of it when its duplicate address detection is over.
  await linkLocalReady(stage.a)
  const daemon = await stage.start(stage.a, config)
  await settles(stage.a, own.a, { held: true })
  await settles(stage.a, own.b, { held: true })
  await pause(0.3)
  return daemon
}

const isThere = (host: Host, name: string, wanted: boolean) =>
  until(
    `${name} ${wanted ? 'there' : 'gone'}`,
    10,
    async () => (await ip(host, ['-o', 'link'])).includes(`${name}@`) === wanted,
  )

describe('what a reload moves', sideBySide, () => {
  scenario(
    'addresses, a route and a rule move to another instance, to static, and back: none ever leaves',
    { pairs: ['ours/ours'] },
    async (stage) => {
      const { a, capture } = stage
      const all = { vips: [vip, other], more: `${routes}\n${rules}` }
      const none = { vips: [] }
      const addresses = `static_ipaddress {\n${vip} dev eth0\n${other} dev eth0\n}`
      const statics = `${addresses}\n${routes}\n${rules}\n`.replaceAll('virtual_', 'static_')
      const daemon = await mastersOf(stage, globals() + two(all, none))
      await comesTo(a, routed)
      const lines = await watchAll(a)
      const mark = daemon.log.items.length
      const at = await reload(daemon, globals() + two(none, all))
      await capture.claim(vip, { from: 'a', after: at })
      for (const config of [
        statics + two(none, none),
        two(all, none),
        statics + two(none, none),
        two(none, all),
      ]) {
        await reload(daemon, globals() + config)
        await settles(a, vip, { held: true })
        await comesTo(a, routed)
      }
      await pause(0.7)
      assert.deepEqual(deleted(lines), [])
      assertMasters(stage, daemon, mark)
      // Whose they are at last takes them along.
      await reload(daemon, globals() + two(none, none))
      await settles(a, vip, { held: false })
      await comesTo(a, [])
    },
  )

  scenario(
    'only times change: the kernel hears nothing, the next advert has the new interval',
    { pairs: ['ours/ours'] },
    async (stage) => {
      const { a, capture } = stage
      const daemon = await mastersOf(stage, globals() + two({ vips: [] }, { vips: [] }))
      const lines = await watchAll(a)
      const mark = daemon.log.items.length
      const more = 'preempt_delay 5\ngarp_master_delay 3\ngarp_master_refresh 90\nadvert_int 0.3'
      const at = await reload(daemon, globals() + two({ vips: [], more }, { vips: [] }))
      const slower = () =>
        capture.adverts({ vrid: 51, after: at }).filter(({ advert }) => advert.intervalCentis === 30)
      await until('five adverts with the new interval', 5, () => slower().length >= 5)
      assert.deepEqual(lines, [])
      assertMasters(stage, daemon, mark)
      const [first, ...rest] = slower()
      assert.ok((rest.at(-1)?.at ?? 0) - (first?.at ?? 0) > rest.length * 250_000)
    },
  )

  scenario(
    'O13: a new name: no flap, no netlink change, and the log has the new one',
    { pairs: ['ours/ours'] },
    async (stage) => {
      const { a } = stage
      const daemon = await mastersOf(stage, globals() + two({ vips: [vip] }, { vips: [] }))
      const lines = await watchAll(a)
      const mark = daemon.log.items.length
      const renamed = two({ vips: [vip] }, { vips: [] }).replace('VI_1', 'VI_NEW')
      await reload(daemon, globals() + renamed)
      await pause(0.7)
      assert.deepEqual(lines, [])
      assertMasters(stage, daemon, mark)
      await daemon.stop()
      await daemon.logged('(VI_NEW) ', 1, mark)
      assert.ok(!daemon.log.items.slice(mark).some(({ text }) => text.includes('(VI_1)')))
    },
  )

  scenario(
    'O14: another virtual router id: the old one says good-bye, the new one begins as BACKUP',
    { pairs: ['ours/ours'] },
    async (stage) => {
      const { a, capture } = stage
      const daemon = await mastersOf(stage, globals() + two({ vips: [vip] }, { vips: [] }))
      const mark = daemon.log.items.length
      const config = globals() + two({ vips: [vip] }, { vips: [] }).replace('router_id 51', 'router_id 53')
      const at = await reload(daemon, config)
      const left = await capture.advert({ from: 'a', vrid: 51, priority: 0, after: at })
      const began = await capture.advert({ from: 'a', vrid: 53, after: at })
      assert.ok(began.at - left.at > 600_000, 'it did not wait as a BACKUP')
      await daemon.logged('(VI_1) Entering BACKUP STATE', 2, mark)
      await settles(a, vip, { held: true })
      assert.equal(capture.adverts({ vrid: 51, after: left.at }).length, 0)
      const second = capture.adverts({ vrid: 52 })
      assertAtMost('the longest gap of 52', longestGap(second), 0.2 * 3)
    },
  )

  scenario(
    'an instance that was alone on its interface or its VMAC says good-bye there too',
    { pairs: ['ours/ours'], lans: 2 },
    async (stage) => {
      const { a, lab, capture } = stage
      const alone = { name: 'VI_3', vrid: 53, priority: 100, interface: 'eth1', vips: ['10.1.0.100'] }
      const hidden = { name: 'VI_4', vrid: 54, priority: 100, vips: ['10.0.0.104'], more: 'use_vmac' }
      const basic = globals() + instance({ priority: 100, vips: [own.a] })
      const daemon = await stage.start(a, basic + instance(alone) + instance(hidden))
      const second: Capture = await startCapture(lab, { lan: 1 })
      await second.advert({ vrid: 53, priority: 100 })
      await capture.advert({ vrid: 54, priority: 100 })
      const at = await reload(daemon, basic)
      await second.advert({ vrid: 53, priority: 0, after: at })
      await capture.advert({ vrid: 54, priority: 0, after: at })
      await isThere(a, 'vrrp.54', false)
      await settles(a, '10.1.0.100', { held: false, interface: 'eth1' })
    },
  )

  scenario(
    'an interface that was only tracked gets an instance, which hears its master',
    { pairs: ['ours/ours'], lans: 2 },
    async (stage) => {
      const { a, b, lab } = stage
      const tracked = instance({ priority: 100, more: 'track_interface {\neth1\n}' })
      const more = { name: 'VI_3', vrid: 53, priority: 100, interface: 'eth1', vips: ['10.1.0.100'] }
      const daemon = await stage.start(a, globals() + tracked)
      await settles(a, vip, { held: true })
      const second = await startCapture(lab, { lan: 1 })
      const peer = await stage.start(b, globals() + instance({ ...more, priority: 200 }))
      await second.advert({ from: 'b', vrid: 53 })
      await reload(daemon, globals() + tracked + instance(more))
      await pause(2)
      assert.equal(second.adverts({ from: 'a' }).length, 0, 'a became master beside b')
      await peer.stop()
      await second.advert({ from: 'a', vrid: 53 })
      await second.claim('10.1.0.100', { from: 'a' })
    },
  )

  scenario(
    'a VMAC comes and goes by a reload: one more claim, no more than a take-over of a good-bye long',
    { pairs: ['ours/ours'] },
    async (stage) => {
      const { a, capture } = stage
      const daemon = await mastersOf(stage, globals() + two({ vips: [vip] }, { vips: [] }))
      const mark = daemon.log.items.length
      const at = await reload(daemon, globals() + two({ vips: [vip], more: 'use_vmac' }, { vips: [] }))
      await isThere(a, 'vrrp.51', true)
      await settles(a, vip, { held: true, interface: 'vrrp.51' })
      await settles(a, vip, { held: false })
      await capture.claim(vip, { from: '00:00:5e:00:01:33', after: at })
      await capture.until(
        'an advert from the virtual MAC address',
        (item) => item.is === 'advert' && item.from === '00:00:5e:00:01:33',
        { timeoutSeconds: 5 },
      )
      const back = await reload(daemon, globals() + two({ vips: [vip] }, { vips: [] }))
      await settles(a, vip, { held: true })
      await capture.claim(vip, { from: 'a', after: back })
      await isThere(a, 'vrrp.51', false)
      await pause(0.5)
      assert.ok(daemon.log.items.length > mark)
      // The kernel makes interfaces under one lock, which every other lab on this machine takes, too.
      assertAtMost('the longest gap of 52', longestGap(capture.adverts({ vrid: 52 })), 1)
    },
  )

  scenario(
    'from unicast to multicast, when the address that unicast came from is gone',
    { pairs: ['ours/ours'] },
    async (stage) => {
      const { a, capture } = stage
      const unicast = 'unicast_src_ip 10.0.0.41\nunicast_peer {\n10.0.0.2\n}'
      await ip(a, ['address', 'add', '10.0.0.41/16', 'dev', 'eth0'])
      const daemon = await stage.start(a, globals() + instance({ priority: 100, more: unicast }))
      await daemon.logged('Entering MASTER STATE')
      await capture.until('unicast', (item) => item.is === 'advert' && item.advert.source === '10.0.0.41', {
        timeoutSeconds: 5,
      })
      await ip(a, ['address', 'delete', '10.0.0.41/16', 'dev', 'eth0'])
      const at = await reload(daemon, globals() + instance({ priority: 100 }))
      await capture.until(
        'multicast',
        (item) => item.is === 'advert' && item.at > at && item.advert.source === '10.0.0.1',
        { timeoutSeconds: 8 },
      )
    },
  )
})
