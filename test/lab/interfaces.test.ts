/**
 * Interfaces that are not there, come, go, get another name, and are asked for their link; kernels that lack
 * a kind; and what the kernel is set to while the daemon runs.
 */
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { globals, instance, single, vip } from './configuration.ts'
import { settles } from './expect.ts'
import { type Host, ip, run, setCard } from './network.ts'
import { scenario, sideBySide } from './scenario.ts'

async function sysctl(host: Host, key: string): Promise<string> {
  return (await run(host, ['cat', `/proc/sys/net/${key}`])).stdout.trim()
}

describe('interfaces that are not there', sideBySide, () => {
  scenario(
    'K20: a kernel without ipvlan: a line that says so and FAULT; the others run',
    { pairs: ['ours/ours'] },
    async ({ a, start }) => {
      const other = '10.0.0.101'
      const ipvlan = instance({
        name: 'VI_2',
        vrid: 52,
        priority: 100,
        vips: [other],
        more: 'use_ipvlan 10.0.0.9/16',
      })
      const daemon = await start(a, single({ priority: 100 }) + ipvlan)
      await settles(a, vip, { held: true })
      const can = await run(a, ['ip', 'link', 'add', 'link', 'eth0', 'name', 'try', 'type', 'ipvlan'])
      if (can.status === 0) return settles(a, other, { held: true, interface: 'vrrp.52' })
      await daemon.logged('Unable to create ipvlan interface vrrp.52: this kernel has no ipvlan', 10)
      await daemon.logged('(VI_2): entering FAULT state', 10)
      return undefined
    },
  )

  scenario(
    'K21: with dynamic_interfaces an instance waits for its interface, loses it, and gets it back',
    { pairs: ['ours/ours'] },
    async ({ lab, a, start }) => {
      const config = globals('dynamic_interfaces') + instance({ priority: 100 })
      await setCard(lab, a, 'out')
      const daemon = await start(a, config)
      await daemon.logged("Configuration specifies interface eth0 which doesn't currently exist", 10)
      for (const round of [1, 2]) {
        const mark = round === 1 ? 0 : daemon.log.items.length
        await setCard(lab, a, 'in')
        await ip(a, ['address', 'add', `${a.addresses[0]}/16`, 'dev', 'eth0'])
        await ip(a, ['link', 'set', 'eth0', 'up'])
        await daemon.logged('Entering BACKUP STATE', 10, mark)
        await daemon.logged('Entering MASTER STATE', 10, mark)
        await settles(a, vip, { held: true })
        const loss = daemon.log.items.length
        await setCard(lab, a, 'out')
        await daemon.logged('Entering FAULT STATE', 10, loss)
      }
    },
  )

  scenario(
    'K29: without dynamic_interfaces a missing interface ends the start with status 2',
    { pairs: ['ours/ours', 'debian/ours'] },
    async ({ a, start }) => {
      const daemon = await start(a, single({ priority: 100, interface: 'eth7' }))
      assert.equal((await daemon.exit).code, 2)
    },
  )

  scenario(
    'an interface that is renamed is lost, and the one that gets its name is used',
    { pairs: ['ours/ours'] },
    async ({ a, start }) => {
      const daemon = await start(a, single({ priority: 100 }))
      await settles(a, vip, { held: true })
      const mark = daemon.log.items.length
      await ip(a, ['link', 'set', 'eth0', 'down'])
      await ip(a, ['link', 'set', 'eth0', 'name', 'lan0'])
      await daemon.logged('Entering FAULT STATE', 10, mark)
      await ip(a, ['link', 'set', 'lan0', 'name', 'eth0'])
      await ip(a, ['link', 'set', 'eth0', 'up'])
      await daemon.logged('Entering MASTER STATE', 10, mark)
      await settles(a, vip, { held: true })
    },
  )

  scenario(
    'linkbeat_interfaces: a link that is asked for is noticed as well',
    { pairs: ['ours/ours'] },
    async ({ a, lab, start }) => {
      const polled = 'linkbeat_interfaces {\n    eth0 ETHTOOL\n}\n'
      const daemon = await start(a, polled + single({ priority: 100 }))
      await settles(a, vip, { held: true })
      const mark = daemon.log.items.length
      await ip(lab, ['link', 'set', 'dev', 'a0', 'down'])
      await daemon.logged('Entering FAULT STATE', 10, mark)
      await ip(lab, ['link', 'set', 'dev', 'a0', 'up'])
      await daemon.logged('Entering MASTER STATE', 10, mark)
      await settles(a, vip, { held: true })
    },
  )

  scenario(
    'promote_secondaries and disable_local_igmp are set while it runs, and put back',
    { pairs: ['ours/ours'] },
    async ({ a, start }) => {
      const read = () =>
        Promise.all([
          sysctl(a, 'ipv4/conf/eth0/promote_secondaries'),
          sysctl(a, 'ipv4/igmp_link_local_mcast_reports'),
        ])
      const before = await read()
      assert.deepEqual(before, ['0', '1'])
      const daemon = await start(
        a,
        globals('disable_local_igmp') + instance({ priority: 100, more: 'promote_secondaries' }),
      )
      await settles(a, vip, { held: true })
      assert.deepEqual(await read(), ['1', '0'])
      daemon.signal('SIGTERM')
      await daemon.exit
      assert.deepEqual(await read(), before)
    },
  )
})
