/**
 * What a master holds beside addresses: when it comes and goes, and what happens when somebody else takes it
 * away.
 */
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { longestGap } from './capture.ts'
import { globals, instance, single, vip } from './configuration.ts'
import { assertHolds, nowMicros, settles } from './expect.ts'
import { ip, run, setLink } from './network.ts'
import { comesTo, routing } from './routes.ts'
import { scenario, sideBySide } from './scenario.ts'
import { pause, until } from './wait.ts'

const held = `virtual_routes {
  192.0.2.0/24 via 10.0.0.3 dev eth0
  198.51.100.0/24 via 10.0.0.3 dev eth0 no_track
  2001:db8:2::/64 via fe80::3 dev eth0
}
virtual_rules {
  from 192.0.2.0/24 table 100 priority 1001
  from 2001:db8:2::/64 table 100 priority 1002
}`
const heldLines = [
  '192.0.2.0/24 via 10.0.0.3 dev eth0',
  '198.51.100.0/24 via 10.0.0.3 dev eth0',
  '2001:db8:2::/64 via fe80::3 dev eth0',
  'from 192.0.2.0/24 lookup 100',
  'from 2001:db8:2::/64 lookup 100',
]

describe('what a master holds', sideBySide, () => {
  scenario(
    'routes and rules come after the address and go with it, in both families (K1)',
    { pairs: ['ours/ours'] },
    async ({ a, capture, start }) => {
      const watch = run(a, ['timeout', '8', 'ip', '-o', '-ts', 'monitor', 'address', 'route', 'rule'])
      const daemon = await start(a, single({ priority: 100, more: held }))
      const first = await capture.advert({ from: 'a' })
      await comesTo(a, heldLines)
      await assertHolds(a, vip, true)
      assert.equal((await daemon.stop()).code, 0)
      assert.deepEqual(await routing(a), [])
      await assertHolds(a, vip, false)
      const { stdout } = await watch
      const order = stdout.split('\n').flatMap((line) => {
        const what = /10\.0\.0\.100\/32/.test(line)
          ? 'address'
          : /lookup 100/.test(line)
            ? 'rule'
            : /192\.0\.2\.0\/24 via|198\.51\.100\.0|2001:db8:2::/.test(line)
              ? 'route'
              : undefined
        return what === undefined ? [] : [`${/Deleted/.test(line) ? '-' : '+'}${what}`]
      })
      const steps = order.filter((step, at) => step !== order[at - 1])
      assert.deepEqual(steps, ['+address', '+route', '+rule', '-rule', '-route', '-address'])
      assert.ok(first.at > 0)
    },
  )

  scenario(
    'somebody deletes a route, a rule, the address: priority 0, and all is back after a skew (K8, K10)',
    { pairs: ['ours/ours'] },
    async ({ a, capture, start }) => {
      await start(a, single({ priority: 100, more: held }))
      await capture.advert({ from: 'a' })
      const deeds = [
        ['route', 'delete', '192.0.2.0/24'],
        ['rule', 'delete', 'priority', '1001'],
        ['-6', 'route', 'delete', '2001:db8:2::/64'],
        ['-6', 'rule', 'delete', 'priority', '1002'],
        ['address', 'delete', `${vip}/32`, 'dev', 'eth0'],
      ]
      for (const deed of deeds) {
        await comesTo(a, heldLines)
        const at = nowMicros()
        await ip(a, deed)
        await capture.advert({ from: 'a', priority: 0, after: at })
        await capture.advert({ from: 'a', priority: 100, after: at + 10_000 })
      }
      await comesTo(a, heldLines)
      await settles(a, vip, { held: true })
    },
  )

  scenario(
    'an IPv6 master: addresses with the attributes of keepalived, and back when they are taken (K3, K4, K8)',
    { pairs: ['ours/ours'] },
    async ({ a, start }) => {
      const vips = [
        'fe80::100/64',
        '2001:db8::100',
        '2001:db8::52/64',
        '2001:db8::60/128 preferred_lft forever',
      ]
      const daemon = await start(a, single({ priority: 100, vips, more: held }))
      await daemon.logged('Entering MASTER STATE')
      await comesTo(a, heldLines)
      const shown = async () =>
        (await ip(a, ['-6', '-o', 'address', 'show', 'dev', 'eth0']))
          .split('\n')
          .filter((line) => /fe80::100|2001:db8/.test(line))
          .map((line) =>
            line
              .replace(/.*inet6 /, '')
              .replaceAll('\\', '')
              .replace(/\s+/g, ' ')
              .trim(),
          )
          .toSorted()
      const whole = [
        '2001:db8::100/128 scope global nodad deprecated valid_lft forever preferred_lft 0sec',
        '2001:db8::52/64 scope global nodad valid_lft forever preferred_lft forever',
        '2001:db8::60/128 scope global nodad valid_lft forever preferred_lft forever',
        'fe80::100/64 scope link nodad valid_lft forever preferred_lft forever',
      ]
      assert.deepEqual(await shown(), whole)
      const from = daemon.log.items.length
      await ip(a, ['-6', 'address', 'delete', '2001:db8::52/64', 'dev', 'eth0'])
      await daemon.logged('sent 0 priority', 10, from)
      await daemon.logged('Entering MASTER STATE', 10, from)
      await comesTo(a, heldLines)
      assert.deepEqual(await shown(), whole)
      assert.equal((await daemon.stop()).code, 0)
      assert.deepEqual(await shown(), [])
    },
  )

  scenario(
    'a route that is replaced counts as lost',
    { pairs: ['ours/ours'] },
    async ({ a, capture, start }) => {
      await start(a, single({ priority: 100, more: held }))
      await capture.advert({ from: 'a' })
      await comesTo(a, heldLines)
      const at = nowMicros()
      await ip(a, ['route', 'replace', '192.0.2.0/24', 'via', '10.0.0.2'])
      await capture.advert({ from: 'a', priority: 0, after: at })
    },
  )

  scenario(
    'what is not tracked may go: nothing happens (K9)',
    { pairs: ['ours/ours'] },
    async ({ a, capture, start }) => {
      const vips = [vip, '10.0.0.101 no_track']
      await start(a, single({ priority: 100, vips, more: held }))
      await capture.advert({ from: 'a' })
      await comesTo(a, heldLines)
      const at = nowMicros()
      await ip(a, ['route', 'delete', '198.51.100.0/24'])
      await ip(a, ['address', 'delete', '10.0.0.101/32', 'dev', 'eth0'])
      await pause(1)
      const zero = capture.seen.items.filter(
        (item) => item.is === 'advert' && item.at > at && item.advert.priority === 0,
      )
      assert.deepEqual(zero, [])
      assert.equal((await routing(a)).includes(heldLines[1] ?? ''), false)
    },
  )

  scenario(
    'a daemon that was killed leaves nothing to the next one, which is backup (K5)',
    { pairs: ['ours/ours'] },
    async ({ a, b, capture, start }) => {
      const config = single({ priority: 100, more: held })
      const killed = await start(a, config)
      await capture.advert({ from: 'a' })
      await comesTo(a, heldLines)
      await killed.crash()
      assert.deepEqual(await routing(a), heldLines)
      await start(b, single({ priority: 200 }))
      await capture.advert({ from: 'b' })
      const next = await start(a, config)
      await next.logged('left by a daemon that did not end in order')
      await comesTo(a, [])
      await settles(a, vip, { held: false })
    },
  )

  scenario(
    'the worker dies: its routes and rules go as its addresses do',
    { pairs: ['ours/ours'] },
    async ({ a, b, capture, start }) => {
      const daemon = await start(a, single({ priority: 100, more: held }))
      await capture.advert({ from: 'a' })
      await comesTo(a, heldLines)
      await start(b, single({ priority: 90 }))
      await pause(0.5)
      await daemon.crashWorker()
      await settles(b, vip, { held: true })
      await settles(b, vip, { held: false })
      await comesTo(a, heldLines)
    },
  )

  scenario(
    'a reload touches only the routes and rules that changed: quirk onlyWhatChanged',
    { pairs: ['ours/ours'] },
    async ({ a, capture, start }) => {
      const daemon = await start(a, single({ priority: 100, more: held }))
      await capture.advert({ from: 'a' })
      await comesTo(a, heldLines)
      const watch = run(a, ['timeout', '3', 'ip', '-o', 'monitor', 'address', 'route', 'rule'])
      await pause(0.3)
      const changed = held
        .replace('198.51.100.0/24', '203.0.113.0/24')
        .replace('table 100 priority 1001', 'table 100 priority 999')
      daemon.configure(single({ priority: 100, more: changed }))
      daemon.signal('SIGHUP')
      await comesTo(a, [heldLines[0] ?? '', '203.0.113.0/24 via 10.0.0.3 dev eth0', ...heldLines.slice(2)])
      const { stdout } = await watch
      assert.match(stdout, /203\.0\.113\.0\/24/)
      assert.match(stdout, /Deleted 198\.51\.100\.0\/24/)
      assert.doesNotMatch(stdout, /192\.0\.2\.0\/24 via|2001:db8:2::|10\.0\.0\.100/)
      const zero = capture.seen.items.filter((item) => item.is === 'advert' && item.advert.priority === 0)
      assert.deepEqual(zero, [])
    },
  )

  scenario(
    'routes that went with their interface are back when it is: quirk comesBackWithInterface',
    { pairs: ['ours/ours'], lans: 2 },
    async ({ a, capture, start }) => {
      const more = `virtual_routes {\n192.0.2.0/24 via 10.1.0.3 dev eth1 no_track\n}`
      const daemon = await start(a, single({ priority: 100, more }))
      await capture.advert({ from: 'a' })
      const line = '192.0.2.0/24 via 10.1.0.3 dev eth1'
      await comesTo(a, [line])
      await setLink(a, 'down', 'eth1')
      await comesTo(a, [])
      await setLink(a, 'up', 'eth1')
      await comesTo(a, [line])
      assert.equal(daemon.log.items.filter(({ text }) => text.includes('lost')).length, 0)
    },
  )

  scenario(
    'notifications were lost: what is gone is noticed all the same (K31)',
    { pairs: ['ours/ours'] },
    async ({ a, capture, start }) => {
      const small = 'vrrp_netlink_monitor_rcv_bufs 4096\nvrrp_netlink_monitor_rcv_bufs_force true'
      const daemon = await start(a, globals(small) + instance({ priority: 100, more: held }))
      await capture.advert({ from: 'a' })
      await comesTo(a, heldLines)
      const at = nowMicros()
      const flood = Array.from(
        { length: 300 },
        (_, n) => `route add 203.0.113.${n % 250} via 10.0.0.${4 + (n >> 7)} metric ${n + 1}`,
      )
      const script = [
        ...flood,
        'route delete 192.0.2.0/24',
        ...flood.map((line) => line.replace('add', 'delete')),
      ]
      await run(a, ['sh', '-c', `printf '${script.join('\\n')}\\n' | ip -force -batch -`])
      await daemon.logged('overrun', 10)
      await capture.advert({ from: 'a', priority: 0, after: at })
      await comesTo(a, heldLines)
    },
  )

  scenario(
    'hundreds of addresses, routes and rules come and go in slices: adverts keep their interval',
    { pairs: ['ours/ours'] },
    async ({ a, capture, start }) => {
      const numbers = Array.from({ length: 400 }, (_, n) => n)
      const excluded = numbers.map((n) => `10.8.${n >> 8}.${n & 0xff}`)
      const routes = numbers.map((n) => `198.18.${n >> 8}.${n & 0xff} via 10.0.0.3 dev eth0`)
      const rules = numbers.map((n) => `from 198.18.${n >> 8}.${n & 0xff} table 100 priority ${2000 + n}`)
      const block = (keyword: string, lines: readonly string[]) => `${keyword} {\n${lines.join('\n')}\n}`
      const more = [
        block('virtual_ipaddress_excluded', excluded),
        block('virtual_routes', routes),
        block('virtual_rules', rules),
      ].join('\n')
      const daemon = await start(a, single({ priority: 100, interval: 0.1, more }))
      const first = await capture.advert({ from: 'a' })
      await until('all of it', 20, async () => (await routing(a)).length === 800)
      await settles(a, '10.8.1.143', { held: true })
      const gap = longestGap(capture.adverts({ from: 'a', after: first.at }))
      assert.ok(gap < 400_000, `${gap} microseconds without an advert`)
      assert.equal((await daemon.stop()).code, 0)
      assert.deepEqual(await routing(a), [])
      await settles(a, '10.8.1.143', { held: false })
    },
  )
})
