/**
 * A failback and a planned stop with IPv6: the one that leaves hears the neighbour advertisements of its
 * successor and lets go at once, as it does on gratuitous ARP.
 */
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { type InstanceText, single } from './configuration.ts'
import { assertAtMost } from './expect.ts'
import { linkLocalReady } from './matrix.ts'
import { type Host, run } from './network.ts'
import { startProbe } from './probe.ts'
import { scenario, sideBySide } from './scenario.ts'
import { pause, until } from './wait.ts'

const vip = 'fd00::100'
const claimed = 'Addresses released: the new master has announced them'
/** The machine may be busy with other labs. */
const seamlessSeconds = 0.1

interface Row {
  readonly name: string
  readonly more: string
  readonly holder: string
}

const rows: readonly Row[] = [
  { name: 'the interface itself', more: '', holder: 'eth0' },
  { name: 'a VMAC', more: 'use_vmac', holder: 'vrrp.51' },
]

describe('handing over IPv6', sideBySide, () => {
  for (const { name, more, holder } of rows) {
    scenario(`failback and stop, on ${name}`, { pairs: ['ours/ours', 'debian/ours'] }, async (stage) => {
      const { a, b, o, kinds, tell, start } = stage
      const settles = (host: Host, held: boolean) =>
        until(`${host.name} to ${held ? 'hold' : 'let go of'} ${vip}`, 10, async () => {
          const { stdout } = await run(host, ['ip', '-6', '-o', 'address', 'show', 'dev', holder])
          return stdout.includes(` ${vip}/`) === held
        })
      const text = (priority: number): InstanceText => ({
        ...{ priority, interval: 0.5, vips: ['fe80::100/64', `${vip}/64`], more },
      })
      await Promise.all([linkLocalReady(a), linkLocalReady(b)])
      await run(o, ['ip', 'address', 'add', 'fd00::3/64', 'dev', 'eth0', 'nodad'])
      const second = await start(b, single(text(50)))
      await settles(b, true)
      await pause(1)
      const probe = await startProbe(o, vip)
      await pause(0.3)
      const first = await start(a, single(text(200)))
      await settles(a, true)
      await second.logged(claimed)
      await settles(b, false)
      await pause(0.5)
      if (kinds.a === 'ours') {
        await first.stop()
        await first.logged(claimed)
        await settles(b, true)
        await pause(0.5)
      }
      const report = await probe.stop()
      tell(`longest silence ${(report.longest.lengthMicros / 1000).toFixed(1)} ms`)
      const missing = report.sentAt.length - report.answeredAt.length
      tell(`${missing} of ${report.sentAt.length} questions without an answer`)
      assertAtMost('the silence of the VIP', report.longest.lengthMicros, seamlessSeconds)
      const contests = first.log.items.filter((line) => line.text.includes('forcing new election'))
      assert.deepEqual(contests, [], 'the winner heard a last word of the loser')
    })
  }

  scenario('another host has the address: who it is, is said', { pairs: ['ours/ours'] }, async (stage) => {
    const { b, o, start } = stage
    await linkLocalReady(b)
    await run(o, ['ip', 'address', 'add', `${vip}/64`, 'dev', 'eth0', 'nodad'])
    const daemon = await start(
      b,
      single({ priority: 50, interval: 0.5, vips: ['fe80::100/64', `${vip}/64`] }),
    )
    const line = await daemon.logged('already in use by the host with MAC')
    assert.ok(line.text.includes(`address ${vip} is already in use`), line.text)
  })
})
