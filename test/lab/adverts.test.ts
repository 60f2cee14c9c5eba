/**
 * What proves an advert, and what it says, between two daemons: passwords, keys and forms that agree or not,
 * good-byes of a worker that died, keys that change while both run. The matrix has the plain pairs. Debian's
 * 2.2.7 drops adverts with other addresses, so it is never the backup where they differ.
 */
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { startCapture } from './capture.ts'
import { globals, instance, masterDownSeconds, single, skewSeconds, vip } from './configuration.ts'
import { assertLasted, nowMicros, settles } from './expect.ts'
import { advertIn, linkLocal } from './matrix.ts'
import type { Host } from './network.ts'
import { type Stage, scenario, sideBySide } from './scenario.ts'
import { pause, until } from './wait.ts'

const authentication = (type: 'PASS' | 'AH', password: string) =>
  `authentication {\nauth_type ${type}\nauth_pass ${password}\n}`
const key = (id: number, letter: string) => `key ${id} ${letter.repeat(32)}`
const hmac = (...lines: readonly string[]) => `auth_hmac {\n${lines.join('\n')}\n}`
const unicast = (own: string, peer: string) => `unicast_src_ip ${own}\nunicast_peer {\n${peer}\n}`

/** Both are master, because each refuses what the other sends. */
async function bothMaster(stage: Stage, texts: { readonly a: string; readonly b: string }) {
  const { a, b, start } = stage
  const first = await start(a, texts.a)
  await settles(a, vip, { held: true })
  const second = await start(b, texts.b)
  await settles(b, vip, { held: true })
  return { a: first, b: second }
}

/** The daemon of these that is ours, and the other host. */
function ours<T>({ kinds }: Stage, daemons: { readonly a: T; readonly b: T }): T {
  return kinds.a === 'ours' ? daemons.a : daemons.b
}

// W6 and W7, who understands whom, are the matrix.
describe('adverts that are refused', sideBySide, () => {
  scenario(
    'R25: another password: both are master, and the log says why',
    { pairs: ['ours/debian', 'debian/ours'] },
    async (stage) => {
      const text = (priority: number, password: string) =>
        single({ version: 2, priority, more: authentication('PASS', password) })
      const daemons = await bothMaster(stage, { a: text(200, 'secret12'), b: text(100, 'secret13') })
      await ours(stage, daemons).logged('received an invalid passwd from 10.0.0.')
    },
  )

  scenario(
    'R27: AH with another password: both are master, and the log says why',
    { pairs: ['ours/debian', 'debian/ours'] },
    async (stage) => {
      const text = (priority: number, password: string) =>
        single({ version: 2, priority, more: authentication('AH', password) })
      const daemons = await bothMaster(stage, { a: text(200, 'secret12'), b: text(100, 'secret13') })
      await ours(stage, daemons).logged('IPSEC-AH : invalid IPSEC HMAC-MD5 value')
    },
  )

  scenario(
    'R14: version 2 with another interval: both are master, and the log says why',
    { pairs: ['ours/debian', 'debian/ours'] },
    async (stage) => {
      const text = (priority: number, interval: number) => single({ version: 2, priority, interval })
      const daemons = await bothMaster(stage, { a: text(200, 1), b: text(100, 2) })
      await ours(stage, daemons).logged('advertisement interval mismatch with 10.0.0.')
    },
  )

  scenario(
    'R40: auth_hmac with another key: both are master, and the log says why',
    { pairs: ['ours/ours'] },
    async (stage) => {
      const text = (priority: number, letter: string) =>
        single({ priority, more: hmac(key(1, letter), 'active_key 1') })
      const { a, b } = await bothMaster(stage, { a: text(200, 'a'), b: text(100, 'b') })
      await a.logged('invalid authentication HMAC from 10.0.0.2')
      await b.logged('invalid authentication HMAC from 10.0.0.1')
    },
  )
})

/** The master speaks and the backup does not, for two of its waiting times. */
async function staysBackup(
  { a, b, start, lab }: Stage,
  texts: { readonly a: string; readonly b: string },
  seconds: number,
) {
  const capture = await startCapture(lab, {
    filter: 'proto 112 or proto 51 or ip6 proto 112',
    file: 'adverts.pcap',
  })
  const first = await start(a, texts.a)
  await until('an advert of a', 10, () => capture.seen.items.some((item) => advertIn(item)?.number === 1))
  const second = await start(b, texts.b)
  await pause(2 * seconds)
  const spoken = capture.seen.items.filter((item) => advertIn(item)?.number === 2)
  assert.equal(spoken.length, 0, 'the backup spoke')
  return { a: first, b: second, capture }
}

describe('adverts that are accepted although they differ', sideBySide, () => {
  const down = masterDownSeconds({ priority: 100 })

  scenario(
    'R17: other addresses: the backup stays backup, and says so',
    { pairs: ['debian/ours', 'ours/ours'] },
    async (stage) => {
      const daemons = await staysBackup(
        stage,
        { a: single({ priority: 200, vips: [vip, '10.0.0.101'] }), b: single({ priority: 100 }) },
        down,
      )
      await daemons.b.logged('expected 1 VIPs but received 2')
    },
  )

  scenario(
    'another address: the backup names the one that is missing',
    { pairs: ['debian/ours', 'ours/ours'] },
    async (stage) => {
      const daemons = await staysBackup(
        stage,
        { a: single({ priority: 200, vips: ['10.0.0.101'] }), b: single({ priority: 100 }) },
        down,
      )
      await daemons.b.logged(`: ${vip}`)
    },
  )

  scenario(
    'R29: version 3 with another interval: it is learnt',
    { pairs: ['debian/ours', 'ours/debian'] },
    async (stage) => {
      const slow = masterDownSeconds({ priority: 100, interval: 0.5 })
      await staysBackup(
        stage,
        { a: single({ priority: 200, interval: 0.5 }), b: single({ priority: 100, interval: 0.2 }) },
        slow,
      )
    },
  )

  scenario(
    'R32: v3_checksum_as_v2 on one side only: both are understood, and the difference is named',
    { pairs: ['ours/ours'] },
    async (stage) => {
      const daemons = await staysBackup(
        stage,
        { a: single({ priority: 200, more: 'v3_checksum_as_v2' }), b: single({ priority: 100 }) },
        down,
      )
      await daemons.b.logged('sums without the pseudo-header: v3_checksum_as_v2 differs')
    },
  )

  scenario(
    'old_unicast_checksum of the peer is found out',
    { pairs: ['debian/ours', 'ours/debian'] },
    async (stage) => {
      const { a, b } = stage
      const between = (own: Host, peer: Host) => unicast(own.addresses[0] ?? '', peer.addresses[0] ?? '')
      const daemons = await staysBackup(
        stage,
        {
          a: single({ priority: 200, more: `${between(a, b)}\nold_unicast_checksum` }),
          b: single({ priority: 100, more: between(b, a) }),
        },
        down,
      )
      await daemons.b.logged('etting unicast VRRPv3 checksum to old version')
    },
  )

  scenario(
    'R19: log_unknown_vrids tells of other virtual routers',
    { pairs: ['debian/ours'] },
    async (stage) => {
      const { a, b, start } = stage
      await start(a, single({ priority: 200, vrid: 77, vips: ['10.0.0.101'] }))
      const daemon = await start(b, globals('log_unknown_vrids') + instance({ priority: 100 }))
      await daemon.logged('Unknown VRID(77) received on interface(eth0)')
    },
  )
})

/** Seconds after which the backup speaks when the master's worker has died and its good-bye was believed. */
async function goodbyeIsBelieved(
  stage: Stage,
  texts: { readonly a: string; readonly b: string },
  timing: { readonly version?: 2 | 3; readonly interval?: number },
) {
  const skew = skewSeconds({ priority: 100, ...timing })
  const down = masterDownSeconds({ priority: 100, ...timing })
  const { a, b, capture } = await staysBackup(stage, texts, down)
  assert.equal(a.kind, 'ours')
  assert.ok(b)
  const at = nowMicros()
  await a.crashWorker()
  const first = (number: number, priority: (value: number) => boolean) =>
    until(`an advert of host ${number}`, 10, () =>
      capture.seen.items
        .flatMap((item) => advertIn(item) ?? [])
        .find((one) => one.number === number && one.at > at && priority(one.priority)),
    )
  const zero = await first(1, (priority) => priority === 0)
  const taken = await first(2, (priority) => priority > 0)
  assertLasted('the take-over after the good-bye', taken.at - zero.at, skew)
  assert.ok((taken.at - zero.at) / 1e6 < down, 'the good-bye was not believed')
}

describe('good-byes of a worker that died', sideBySide, () => {
  scenario('behind an authentication header', { pairs: ['ours/debian', 'ours/ours'] }, async (stage) => {
    const text = (priority: number) =>
      single({ version: 2, priority, more: authentication('AH', 'secret12') })
    await goodbyeIsBelieved(stage, { a: text(200), b: text(100) }, { version: 2 })
  })

  scenario('with auth_hmac', { pairs: ['ours/ours'] }, async (stage) => {
    const text = (priority: number) => single({ priority, more: hmac(key(1, 'a'), 'active_key 1') })
    await goodbyeIsBelieved(stage, { a: text(200), b: text(100) }, {})
  })

  scenario('to an IPv6 peer', { pairs: ['ours/debian', 'ours/ours'] }, async (stage) => {
    const { a, b } = stage
    const text = (own: Host, peer: Host, priority: number) =>
      single({ priority, vips: ['fe80::100/64'], more: unicast(linkLocal(own), linkLocal(peer)) })
    await goodbyeIsBelieved(stage, { a: text(a, b, 200), b: text(b, a, 100) }, {})
  })
})

describe('sources that no interface has', sideBySide, () => {
  scenario('W23: mcast_src_ip', { pairs: ['ours/debian', 'ours/ours'] }, async (stage) => {
    const { a, b, capture, start } = stage
    await start(a, single({ priority: 200, more: 'mcast_src_ip 10.0.0.77' }))
    await settles(a, vip, { held: true })
    const { advert } = await capture.advert({ from: 'a' })
    assert.equal(advert.source, '10.0.0.77')
    await start(b, single({ priority: 100 }))
    await pause(2 * masterDownSeconds({ priority: 100 }))
    assert.equal(capture.adverts({ from: 'b' }).length, 0, 'the backup spoke')
  })

  scenario('W24: unicast_src_ip', { pairs: ['ours/debian'] }, async (stage) => {
    const { a, b, capture, start } = stage
    const own = b.addresses[0] ?? ''
    await start(a, single({ priority: 200, more: unicast('10.0.0.77', own) }))
    await settles(a, vip, { held: true })
    const { advert } = await capture.advert({ from: 'a' })
    assert.equal(advert.source, '10.0.0.77')
    await start(b, single({ priority: 100, more: unicast(own, '10.0.0.77') }))
    await pause(2 * masterDownSeconds({ priority: 100 }))
    assert.equal(capture.adverts({ from: 'b' }).length, 0, 'the backup spoke')
  })
})

describe('unicast without an interface', sideBySide, () => {
  scenario('both are told apart by the routing table alone', { pairs: ['ours/ours'] }, async (stage) => {
    const { a, b } = stage
    const text = (own: Host, peer: Host, priority: number) =>
      single({
        priority,
        vips: [`${vip} dev eth0`],
        more: unicast(own.addresses[0] ?? '', peer.addresses[0] ?? ''),
      }).replace(/^ *interface eth0\n/m, '')
    await goodbyeIsBelieved(stage, { a: text(a, b, 200), b: text(b, a, 100) }, {})
    await settles(b, vip, { held: true })
  })
})

describe('auth_hmac', sideBySide, () => {
  scenario(
    'a key is replaced on both nodes by reloads, and no advert is refused',
    { pairs: ['ours/ours'] },
    async (stage) => {
      const text = (priority: number, lines: readonly string[]) => single({ priority, more: hmac(...lines) })
      const steps: readonly (readonly string[])[] = [
        [key(1, 'a'), 'active_key 1'],
        [key(1, 'a'), key(2, 'b'), 'active_key 1'],
        [key(1, 'a'), key(2, 'b'), 'active_key 2'],
        [key(2, 'b'), 'active_key 2'],
      ]
      const [before = [], ...later] = steps
      const daemons = await staysBackup(
        stage,
        { a: text(200, before), b: text(100, before) },
        masterDownSeconds({ priority: 100 }),
      )
      for (const lines of later) {
        for (const [daemon, priority] of [
          [daemons.b, 100],
          [daemons.a, 200],
        ] as const) {
          daemon.configure(text(priority, lines))
          const from = daemon.log.items.length
          daemon.signal('SIGHUP')
          await daemon.logged('eload', 10, from)
          await pause(0.5)
        }
      }
      await pause(masterDownSeconds({ priority: 100 }))
      const spoken = daemons.capture.seen.items.filter((item) => advertIn(item)?.number === 2)
      assert.equal(spoken.length, 0, 'the backup spoke')
      for (const daemon of [daemons.a, daemons.b]) {
        const refusals = daemon.log.items.filter(({ text: line }) => line.includes('authentication'))
        assert.deepEqual(refusals, [])
      }
    },
  )
})
