/**
 * Addresses, routes and rules outside instances: as long as the daemon runs, whoever else takes them away.
 */
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { globals, instance } from './configuration.ts'
import { nowMicros, settles } from './expect.ts'
import { type Host, ip, setLink } from './network.ts'
import { comesTo, routing } from './routes.ts'
import { scenario, sideBySide } from './scenario.ts'
import { until } from './wait.ts'

async function hasIpv6(host: Host, address: string): Promise<void> {
  const shown = () => ip(host, ['-6', 'address', 'show', 'dev', 'eth0'])
  await until(`${address} on ${host.name}`, 10, async () => (await shown()).includes(address))
}

describe('what is static', sideBySide, () => {
  const statics = (members = 'group {\nVI_1\n}') => `track_group G {\n${members}\n}
static_ipaddress {
  10.9.0.1/24 dev eth0
  10.9.0.2/24 dev eth0 no_track
  2001:db8:9::1/64 dev eth0
  2001:db8:9::52/128 dev eth0
  10.9.0.7 peer 10.9.9.7 dev eth0
}
static_routes {
  192.0.2.0/24 via 10.0.0.3 dev eth0
  198.51.100.0/24 via 10.0.0.3 dev eth0 track_group G
}
static_rules {
  from 192.0.2.0/24 iif eth0 table 100 priority 1001 track_group G
}
`
  const staticLines = [
    '192.0.2.0/24 via 10.0.0.3 dev eth0',
    '198.51.100.0/24 via 10.0.0.3 dev eth0',
    'from 192.0.2.0/24 iif eth0 lookup 100',
  ]

  scenario(
    'it comes with the attributes of keepalived and goes with the daemon (K2, K3, K4)',
    { pairs: ['ours/ours', 'debian/debian'] },
    async ({ a, start, kinds }) => {
      const daemon = await start(a, globals() + statics() + instance({ priority: 100 }))
      await comesTo(a, staticLines)
      await settles(a, '10.9.0.7', { held: true })
      const shown = await ip(a, ['-o', 'address', 'show', 'dev', 'eth0'])
      const lines = shown
        .split('\n')
        .filter((line) => /10\.9\.|2001:db8:9/.test(line))
        .map((line) =>
          line
            .replace(/.*inet6? /, '')
            .replaceAll('\\', '')
            .replace(/\s+/g, ' ')
            .trim(),
        )
      assert.deepEqual(lines.toSorted(), [
        '10.9.0.1/24 scope global eth0 valid_lft forever preferred_lft forever',
        '10.9.0.2/24 scope global secondary eth0 valid_lft forever preferred_lft forever',
        '10.9.0.7 peer 10.9.9.7/32 scope global eth0 valid_lft forever preferred_lft forever',
        '2001:db8:9::1/64 scope global nodad valid_lft forever preferred_lft forever',
        '2001:db8:9::52/128 scope global nodad deprecated valid_lft forever preferred_lft 0sec',
      ])
      assert.equal((await daemon.stop()).code, 0)
      assert.deepEqual(await routing(a), [])
      // Debian's keepalived does not find its own address with a peer again.
      const left = (await ip(a, ['-o', 'address', 'show', 'dev', 'eth0'])).match(/10\.9\.\S+/g) ?? []
      if (kinds.a === 'ours') assert.deepEqual(left, [])
    },
  )

  scenario(
    'an address is put back at once; a route only with a track_group, whose master steps down (K12)',
    { pairs: ['ours/ours'] },
    async ({ a, capture, start }) => {
      const daemon = await start(a, globals() + statics() + instance({ priority: 100 }))
      await capture.advert({ from: 'a' })
      await comesTo(a, staticLines)
      await ip(a, ['address', 'delete', '10.9.0.2/24', 'dev', 'eth0'])
      await ip(a, ['address', 'delete', '10.9.0.1/24', 'dev', 'eth0'])
      await daemon.logged('Restoring deleted static address 10.9.0.1/24')
      await settles(a, '10.9.0.1', { held: true })
      await settles(a, '10.9.0.2', { held: false })
      await ip(a, ['-6', 'address', 'delete', '2001:db8:9::1/64', 'dev', 'eth0'])
      await daemon.logged('Restoring deleted static address 2001:db8:9::1/64')
      await ip(a, ['route', 'delete', '192.0.2.0/24'])
      const at = nowMicros()
      await ip(a, ['route', 'delete', '198.51.100.0/24'])
      await capture.advert({ from: 'a', priority: 0, after: at })
      await comesTo(a, staticLines.slice(1))
      await capture.advert({ from: 'a', priority: 100, after: at + 10_000 })
      const later = nowMicros()
      await ip(a, ['rule', 'delete', 'priority', '1001'])
      await capture.advert({ from: 'a', priority: 0, after: later })
      await comesTo(a, staticLines.slice(1))
    },
  )

  scenario(
    'a reload adds and drops; an interface that was down gets its things again',
    { pairs: ['ours/ours'] },
    async ({ a, capture, start }) => {
      const more = instance({ priority: 100 })
      const daemon = await start(a, globals() + statics() + more)
      await capture.advert({ from: 'a' })
      await comesTo(a, staticLines)
      await setLink(a, 'down')
      await comesTo(a, staticLines.slice(2))
      await setLink(a, 'up')
      await comesTo(a, staticLines)
      await hasIpv6(a, '2001:db8:9::1/64')
      const fewer = statics()
        .replace('10.9.0.1/24 dev eth0', '')
        .replace(/192\.0\.2\.0\/24 via.*/, '')
      daemon.configure(globals() + fewer + more)
      daemon.signal('SIGHUP')
      await comesTo(a, staticLines.slice(1))
      await settles(a, '10.9.0.1', { held: false })
      await hasIpv6(a, '2001:db8:9::52/128')
    },
  )

  scenario(
    'static things need no instance, and a route that the kernel refuses costs nothing else',
    { pairs: ['ours/ours'] },
    async ({ a, start }) => {
      const bad = statics('group {\nNONE\n}').replace(
        'static_routes {',
        'static_routes {\n  192.0.2.7/24 dev eth0',
      )
      const daemon = await start(a, globals() + bad)
      await comesTo(a, staticLines)
      await daemon.logged('Netlink: error: ')
      await settles(a, '10.9.0.1', { held: true })
      assert.equal((await daemon.stop()).code, 0)
      assert.deepEqual(await routing(a), [])
      await settles(a, '10.9.0.1', { held: false })
    },
  )

  scenario(
    'a killed daemon leaves static things to the next one, which has them without a gap',
    { pairs: ['ours/ours'] },
    async ({ a, start }) => {
      const config = globals() + statics() + instance({ priority: 100 })
      const killed = await start(a, config)
      await comesTo(a, staticLines)
      await killed.crash()
      assert.deepEqual(await routing(a), staticLines)
      const next = await start(a, config)
      await comesTo(a, staticLines)
      assert.equal((await next.stop()).code, 0)
      assert.deepEqual(await routing(a), [])
      await settles(a, '10.9.0.1', { held: false })
      await settles(a, '10.9.0.7', { held: false })
    },
  )
})
