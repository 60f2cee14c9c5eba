/** A kernel and people that interfere: holdings taken, refused and doubled, processes killed and stopped. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe } from 'node:test'
import { longestGap } from './capture.ts'
import { globals, instance, single, vip } from './configuration.ts'
import { type Daemon, filesOf } from './daemon.ts'
import { assertAtMost, assertHolds, settles } from './expect.ts'
import { addressesOf, type Host, ip, run } from './network.ts'
import { scenario, sideBySide } from './scenario.ts'
import { pause, until } from './wait.ts'

const ours = { pairs: ['ours/ours'] } as const
const both = { pairs: ['ours/ours', 'debian/debian'] } as const

function linesWith(daemon: Daemon, text: string): readonly string[] {
  return daemon.log.items.map((line) => line.text).filter((line) => line.includes(text))
}

async function shell(host: Host, text: string): Promise<string> {
  const result = await run(host, ['sh', '-c', text])
  return result.stdout + result.stderr
}

/** Everything that a daemon could have left in the kernel. */
function remains(host: Host): Promise<string> {
  return shell(host, 'ip -br address; ip route; ip rule; ip route show table 4321; nft list ruleset')
}

const everything = instance({
  priority: 100,
  vips: [vip, '10.0.0.101'],
  more: `use_vmac
    no_accept
    virtual_routes {
      10.78.0.0/24 via 10.0.0.2 dev eth0
    }
    virtual_rules {
      from 10.5.0.0/24 table 4321 priority 500
    }`,
})

function pidOf(host: Host): number {
  return Number(readFileSync(filesOf(host).pid, 'utf8'))
}

describe('interference', sideBySide, () => {
  scenario(
    'a VIP that somebody takes off again and again: an election each time, no storm',
    ours,
    async (stage) => {
      const { a, capture, start } = stage
      const daemon = await start(a, single({ priority: 100 }))
      await settles(a, vip, { held: true })
      const once = `ip a del ${vip}/32 dev eth0 2>/dev/null && echo taken; sleep 0.01`
      const take = `i=0; while [ $i -lt 100 ]; do ${once}; i=$((i+1)); done`
      const taken = (await shell(a, take)).split('taken').length - 1
      await settles(a, vip, { held: true })
      assert.ok(taken >= 5, `taken ${taken} times`)
      assert.ok(linesWith(daemon, 'was removed from eth0 by somebody else').length <= taken)
      const elections = () => linesWith(daemon, 'Entering MASTER STATE').length
      await until('the last election in the log', 5, () => elections() > taken)
      assert.equal(elections(), taken + 1)
      // No more adverts than a priority 0 and the ordinary ones of that time.
      assert.ok(capture.adverts({ from: 'a', priority: 0 }).length <= taken)
      assert.equal((await daemon.stop()).code, 0)
    },
  )

  scenario(
    'a route whose gateway cannot be reached: the others are set, the instance is master',
    both,
    async (stage) => {
      const { a, kinds, start } = stage
      const routes = `virtual_routes {
      10.77.0.0/24 via 172.30.0.1 dev eth0
      10.78.0.0/24 via 10.0.0.2 dev eth0
      10.80.0.0/24 via 10.0.0.2 dev eth0 table 4321
    }
    virtual_rules {
      from 10.5.0.0/24 table 9999 priority 500
    }`
      const daemon = await start(a, single({ priority: 100, more: routes }))
      await settles(a, vip, { held: true })
      const isSet = async (text: string) => (await remains(a)).includes(text)
      await until('the good route', 5, () => isSet('10.78.0.0/24 via 10.0.0.2'))
      await until('that of another table', 5, () => isSet('10.80.0.0/24 via 10.0.0.2'))
      await until('the rule to an empty table', 5, () => isSet('from 10.5.0.0/24 lookup 9999'))
      if (kinds.a === 'ours') {
        const culprit = '(ENETUNREACH), adding route 10.77.0.0/24 via 172.30.0.1 dev eth0'
        await daemon.logged(culprit)
        assert.equal(linesWith(daemon, 'ENETUNREACH').length, 1)
      }
      await pause(0.5)
      await assertHolds(a, vip, true)
      await daemon.stop()
      for (const text of ['10.78.0.0', '10.80.0.0', '10.5.0.0']) assert.ok(!(await isSet(text)), text)
    },
  )

  scenario('routes and a rule that an administrator has set already stay his', both, async (stage) => {
    const { a, start } = stage
    await shell(
      a,
      `ip r add 10.78.0.0/24 via 10.0.0.3 dev eth0; ip r add 10.79.0.0/24 via 10.0.0.2 dev eth0
       ip rule add from 10.5.0.0/24 table 4321 priority 500`,
    )
    const before = await remains(a)
    const more = `virtual_routes {
      10.78.0.0/24 via 10.0.0.2 dev eth0
      10.79.0.0/24 via 10.0.0.2 dev eth0
    }
    virtual_rules {
      from 10.5.0.0/24 table 4321 priority 500
    }`
    const daemon = await start(a, single({ priority: 100, more }))
    await settles(a, vip, { held: true })
    await until('its route', 5, async () => (await remains(a)).includes('10.78.0.0/24 via 10.0.0.2'))
    await daemon.stop()
    const link6 = /eth0@.*/
    assert.equal((await remains(a)).replace(link6, ''), before.replace(link6, ''))
  })

  scenario(
    'an interface that disappears under a master: FAULT there, the other one goes on',
    ours,
    async (stage) => {
      const { a, capture, start } = stage
      await shell(a, 'ip link add dum0 type veth peer name dum1; ip link set dum0 up; ip link set dum1 up')
      await shell(a, 'ip address add 10.9.0.9/24 dev dum0')
      const other = instance({ name: 'V2', vrid: 52, priority: 100, interface: 'dum0', vips: ['10.9.0.1'] })
      const daemon = await start(a, single({ priority: 100 }) + other)
      await settles(a, vip, { held: true })
      await settles(a, '10.9.0.1', { held: true, interface: 'dum0' })
      await ip(a, ['link', 'delete', 'dum0'])
      await daemon.logged('(V2) Entering FAULT STATE')
      const { at } = await capture.advert({ from: 'a' })
      await capture.advert({ from: 'a', after: at + 1_000_000 })
      assertAtMost('the longest gap of the other', longestGap(capture.adverts({ from: 'a' })), 1)
      assert.deepEqual(linesWith(daemon, '(VI_1) Entering BACKUP STATE').slice(1), [])
      assert.equal((await daemon.stop()).code, 0)
    },
  )

  scenario(
    'promote_secondaries off: what stays in the network of an instance that goes stays',
    ours,
    async (stage) => {
      const { a, start } = stage
      await shell(
        a,
        'sysctl -w net.ipv4.conf.all.promote_secondaries=0 net.ipv4.conf.eth0.promote_secondaries=0',
      )
      const stays = instance({ name: 'V2', vrid: 52, priority: 90, vips: ['10.3.0.3/24'] })
      const goes = instance({ priority: 100, vips: ['10.3.0.1/24', '10.3.0.2/24'] })
      const daemon = await start(a, globals() + goes + stays)
      for (const each of ['10.3.0.1', '10.3.0.2', '10.3.0.3']) await settles(a, each, { held: true })
      daemon.configure(globals() + stays)
      daemon.signal('SIGHUP')
      await settles(a, '10.3.0.1', { held: false })
      await settles(a, '10.3.0.2', { held: false })
      await pause(0.3)
      await assertHolds(a, '10.3.0.3', true)
      assert.equal(linesWith(daemon, '(V2) Entering').length, 2)
    },
  )

  scenario('one VIP in two instances: it stays as long as one of them is master', ours, async (stage) => {
    const { a, start } = stage
    const one = globals() + instance({ priority: 100 })
    const daemon = await start(a, one + instance({ name: 'V2', vrid: 52, priority: 90 }))
    await daemon.logged('(V2) Entering MASTER STATE')
    await daemon.logged('(VI_1) Entering MASTER STATE')
    daemon.configure(one)
    daemon.signal('SIGHUP')
    await daemon.logged('Reload complete')
    await pause(1)
    await assertHolds(a, vip, true)
    await daemon.stop()
    await assertHolds(a, vip, false)
  })

  scenario("the host's own address as VIP: it is there after the end", ours, async ({ a, start }) => {
    const daemon = await start(a, single({ priority: 255, vips: ['10.0.0.1/16'] }))
    await daemon.logged('Entering MASTER STATE')
    daemon.signal('SIGHUP')
    await daemon.logged('Reload complete')
    assert.equal((await daemon.stop()).code, 0)
    await assertHolds(a, '10.0.0.1', true)
  })

  scenario(
    '255 VIPs in one advert; of 1,000 the surplus is held beside it; no VIP at all',
    ours,
    async (stage) => {
      const { a, b, capture, start } = stage
      const vipsOf = (count: number) =>
        Array.from({ length: count }, (_, index) => `10.0.${2 + (index >> 8)}.${index & 255}`)
      const config = (count: number) => single({ priority: 100, interval: 1, vips: vipsOf(count) })
      const count = async () => (await addressesOf(a)).length - 1
      const daemon = await start(a, config(255))
      await until('255', 20, async () => (await count()) === 255)
      daemon.configure(config(1000))
      daemon.signal('SIGHUP')
      await daemon.logged('from here on, 745 are treated as virtual_ipaddress_excluded')
      await until('1,000', 20, async () => (await count()) === 1000)
      const { at } = await capture.advert({ from: 'a' })
      await capture.advert({ from: 'a', after: at + 2_000_000 })
      assertAtMost('the longest gap', longestGap(capture.adverts({ from: 'a' })), 2)
      assert.equal((await daemon.stop()).code, 0)
      assert.equal(await count(), 0)
      const none = single({ priority: 100, more: 'no_virtual_ipaddress' }).replace(
        /virtual_ipaddress \{[^}]*\}/,
        '',
      )
      const bare = await start(b, none)
      await bare.logged('Entering MASTER STATE')
      await capture.advert({ from: 'b' })
    },
  )

  scenario(
    '50 SIGHUPs within a second: no late advert, no transition',
    ours,
    async ({ a, capture, start }) => {
      const daemon = await start(a, single({ priority: 100 }))
      const { at } = await capture.advert({ from: 'a' })
      for (let sent = 0; sent < 50; sent++) {
        daemon.signal('SIGHUP')
        await pause(0.02)
      }
      // Two that come together are complete together.
      await until('the last reload', 20, () => linesWith(daemon, 'Reload').at(-1) === 'Reload complete')
      assertAtMost('the longest gap', longestGap(capture.adverts({ from: 'a', after: at })), 0.6)
      assert.equal(linesWith(daemon, 'Entering MASTER STATE').length, 1)
      assert.equal((await daemon.stop()).code, 0)
    },
  )

  scenario('SIGTERM in the middle of a reload, and of a start: nothing stays', ours, async ({ a, start }) => {
    const before = await remains(a)
    for (const delay of [0, 0.02, 0.05, 0.1]) {
      const daemon = await start(a, single({ priority: 255 }))
      daemon.configure(single({ priority: 200, vips: ['10.0.0.101'] }))
      daemon.signal('SIGHUP')
      await pause(delay)
      assert.equal((await daemon.stop()).code, 0)
      assert.deepEqual(daemon.processes(), [])
    }
    const starting = start(a, globals() + everything)
    await until('the pid file', 10, () => {
      try {
        return pidOf(a) > 0
      } catch {
        return false
      }
    })
    process.kill(pidOf(a), 'SIGTERM')
    const daemon = await starting
    assert.equal((await daemon.exit).code, 0)
    assert.deepEqual(daemon.processes(), [])
    const link6 = /eth0@.*/
    assert.equal((await remains(a)).replace(link6, ''), before.replace(link6, ''))
  })

  scenario('kill -9 of the parent: the child leaves nothing behind', ours, async ({ a, capture, start }) => {
    const before = await remains(a)
    const daemon = await start(a, globals() + everything)
    await settles(a, vip, { held: true, interface: 'vrrp.51' })
    await until('the rule', 5, async () => (await remains(a)).includes('10.5.0.0/24'))
    process.kill(pidOf(a), 'SIGKILL')
    await capture.advert({ priority: 0 })
    await until('the end of all', 10, () => daemon.processes().length === 0)
    const link6 = /eth0@.*/
    assert.equal((await remains(a)).replace(link6, ''), before.replace(link6, ''))
  })

  scenario(
    'kill -9 of the worker: VMAC, firewall, routes and rules are taken over by the next',
    ours,
    async (stage) => {
      const { a, start } = stage
      const before = await remains(a)
      const daemon = await start(a, globals() + everything)
      await settles(a, vip, { held: true, interface: 'vrrp.51' })
      await until('the rule', 5, async () => (await remains(a)).includes('10.5.0.0/24'))
      const full = await remains(a)
      const mark = daemon.log.items.length
      await daemon.crashWorker()
      await daemon.logged('using existing VMAC interface vrrp.51', 10, mark)
      await daemon.logged('Entering MASTER STATE', 10, mark)
      const link6 = /eth0@.*/
      const shape = (text: string) => text.replace(link6, '').replace(/fe80::\S+/g, '')
      await until('all as before', 10, async () => shape(await remains(a)) === shape(full))
      assert.equal((await daemon.stop()).code, 0)
      assert.equal(shape(await remains(a)), shape(before))
    },
  )

  scenario(
    'a parent that is stopped: adverts and elections go on; its scripts run when it does',
    ours,
    async (stage) => {
      const { a, capture, start } = stage
      const said = `${a.directory}/said`
      const more = `notify "/bin/sh -c 'echo $3 >> ${said}' x"`
      const daemon = await start(a, single({ priority: 100, more }))
      await settles(a, vip, { held: true })
      await until('the first script', 5, () =>
        shell(a, `cat ${said}`).then((text) => text.includes('MASTER')),
      )
      process.kill(pidOf(a), 'SIGSTOP')
      const { at } = await capture.advert({ from: 'a' })
      await capture.advert({ from: 'a', after: at + 2_000_000 })
      assertAtMost('the longest gap', longestGap(capture.adverts({ from: 'a', after: at })), 0.6)
      await ip(a, ['link', 'set', 'eth0', 'down'])
      await settles(a, vip, { held: false })
      await ip(a, ['link', 'set', 'eth0', 'up'])
      await settles(a, vip, { held: true })
      process.kill(pidOf(a), 'SIGCONT')
      // They are started in order and do not wait for each other: who writes first is theirs.
      const expected = ['BACKUP', 'BACKUP', 'FAULT', 'MASTER', 'MASTER']
      await until('all scripts', 10, async () => {
        const lines = (await shell(a, `cat ${said}`)).trim().split('\n')
        return lines.toSorted().join() === expected.join()
      })
      assert.equal((await daemon.stop()).code, 0)
    },
  )
})
