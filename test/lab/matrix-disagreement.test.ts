/**
 * Interoperation of nodes that do not agree: passwords, intervals, peers, addresses. Each with Debian's
 * keepalived in both roles: who is master, what each logs and counts, and how a reload heals it without a
 * second master in the end.
 */
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { type InstanceText, masterDownSeconds, vip } from './configuration.ts'
import { assertLasted, nowMicros, settles, takeover } from './expect.ts'
import { has } from './network.ts'
import { openPair } from './pair.ts'
import { scenario } from './scenario.ts'

const bothRoles = { pairs: ['ours/debian', 'debian/ours'] } as const
const together = { concurrency: 6 }

interface Refusal {
  readonly name: string
  readonly a: InstanceText
  readonly b: InstanceText
  /** What a gets at a reload, so that they understand each other. */
  readonly cure: InstanceText
  /** In the log of both nodes. */
  readonly says: string
  /** The counter of both nodes that grows. */
  readonly counts?: string
}

const password = (word: string) => `authentication {\nauth_type PASS\nauth_pass ${word}\n}`
const other = '10.0.0.101'
const second = { version: 2, interval: 1 } as const

const refusals: readonly Refusal[] = [
  {
    name: 'R25: another password',
    a: { ...second, priority: 200, more: password('secret12') },
    b: { ...second, priority: 100, more: password('secret13') },
    cure: { ...second, priority: 200, more: password('secret13') },
    says: 'received an invalid passwd',
    counts: 'Authentication Errors/Failure',
  },
  {
    name: 'R11: a password on one node only',
    a: { ...second, priority: 200 },
    b: { ...second, priority: 100, more: password('secret12') },
    cure: { ...second, priority: 200, more: password('secret12') },
    says: 'auth',
    counts: 'Authentication Errors/Type Mismatch',
  },
  {
    name: 'R14: version 2 with another interval',
    a: { version: 2, interval: 2, priority: 200 },
    b: { ...second, priority: 100 },
    cure: { ...second, priority: 200 },
    says: 'advertisement interval mismatch',
  },
]

describe('interoperation: nodes that do not agree', together, () => {
  for (const { name, a: first, b: last, cure, says, counts } of refusals) {
    scenario(`${name}: both are master and say why; one reload heals it`, bothRoles, async (stage) => {
      const { a } = stage
      const pair = openPair(stage)
      const daemons = [await pair.a.start(first), await pair.b.start(last)] as const
      await pair.bothMasters()
      for (const daemon of daemons) {
        await daemon.logged(says)
        const side = daemon.host === a ? pair.a : pair.b
        if (counts !== undefined) assert.ok((await side.counted(daemon, counts)) > 0, counts)
        assert.equal(await side.counted(daemon, 'Advertisements/Received'), 0)
      }
      pair.a.reload(daemons[0], cure)
      await pair.onlyMaster(a)
      await pair.a.told(['BACKUP 200', 'MASTER 200'])
      await pair.b.told(['BACKUP 100', 'MASTER 100', 'BACKUP 100'])
    })
  }

  scenario(
    'R36: a unicast source that is no peer counts only with check_unicast_src',
    bothRoles,
    async (stage) => {
      const { a, capture } = stage
      const unicast = (own: number, peer: number) =>
        `unicast_src_ip 10.0.0.${own}\nunicast_peer {\n10.0.0.${peer}\n}`
      const strange = { priority: 100, more: unicast(2, 3) }
      const pair = openPair(stage)
      await pair.a.start({ priority: 200, more: unicast(1, 2) })
      await capture.advert({ from: 'a' })
      const daemon = await pair.b.start(strange)
      await pair.onlyMaster(a)
      await pair.b.told(['BACKUP 100'])

      pair.b.reload(daemon, { ...strange, more: `${strange.more}\ncheck_unicast_src` })
      await daemon.logged('unicast source address 10.0.0.1 not a unicast peer')
      await pair.bothMasters()
      assert.ok((await pair.b.counted(daemon, 'Advertisements/Received')) > 0)

      pair.b.reload(daemon, { ...strange, more: `${unicast(2, 1)}\ncheck_unicast_src` })
      await pair.onlyMaster(a)
      await pair.a.told(['BACKUP 200', 'MASTER 200'])
      await pair.b.told(['BACKUP 100', 'MASTER 100', 'BACKUP 100'])
    },
  )

  scenario(
    'R29, F42: version 3 waits by the interval of the master, and speaks by its own',
    bothRoles,
    async (stage) => {
      const { b, capture, tell } = stage
      const pair = openPair(stage)
      const daemon = await pair.a.start({ priority: 200, interval: 0.5 })
      const { at } = await capture.advert({ from: 'a' })
      await pair.b.start({ priority: 100, interval: 0.2 })
      await pair.b.told(['BACKUP 100'])
      await capture.advert({ from: 'a', after: nowMicros() + 2_000_000 })
      assert.deepEqual(capture.adverts({ from: 'b' }), [], 'two masters')
      await daemon.crash()
      const theory = masterDownSeconds({ priority: 100, interval: 0.5 })
      const { first, spanMicros } = await takeover(capture, { from: 'a', to: 'b', after: at })
      assertLasted('the take-over', spanMicros, theory)
      tell(`take-over ${(spanMicros / 1000 - theory * 1000).toFixed(1)} ms over theory`)
      await settles(b, vip, { held: true })
      assert.equal(first.is === 'advert' && first.advert.intervalCentis, 20)
      const next = await capture.advert({ from: 'b', after: first.at })
      assertLasted('its interval', next.at - first.at, 0.2)
      await pair.b.told(['BACKUP 100', 'MASTER 100'])
    },
  )

  scenario(
    'R33: another address: one master, each with its own',
    { pairs: ['debian/ours'] },
    async (stage) => {
      const { a, b, capture } = stage
      const pair = openPair(stage)
      const daemon = await pair.a.start({ priority: 200 })
      await capture.advert({ from: 'a' })
      const backup = await pair.b.start({ priority: 100, vips: [other] })
      await backup.logged(`${other}`)
      await pair.onlyMaster(a)
      await settles(b, other, { held: false })
      assert.ok((await pair.b.counted(backup, 'Packet Errors/Address List')) > 0)
      await daemon.crash()
      await settles(b, other, { held: true })
      assert.equal(await has(b, vip), false)
      await pair.b.told(['BACKUP 100', 'MASTER 100'])
    },
  )

  scenario(
    // Debian's 2.2.7 drops such adverts, which later releases do not.
    'another address on a backup that refuses it: ours says which, and one reload heals it',
    { pairs: ['ours/debian'] },
    async (stage) => {
      const { a, b } = stage
      const pair = openPair(stage)
      const daemon = await pair.a.start({ priority: 200 })
      const backup = await pair.b.start({ priority: 100, vips: [other] })
      await daemon.logged(`not present in advert from 10.0.0.2: ${vip}`)
      await settles(b, other, { held: true })
      await settles(a, vip, { held: true })
      assert.ok((await pair.a.counted(daemon, 'Packet Errors/Address List')) > 0)
      pair.b.reload(backup, { priority: 100 })
      await settles(b, other, { held: false })
      await pair.onlyMaster(a)
      await pair.a.told(['BACKUP 200', 'MASTER 200'])
      await pair.b.told(['BACKUP 100', 'MASTER 100', 'BACKUP 100'])
    },
  )
})
