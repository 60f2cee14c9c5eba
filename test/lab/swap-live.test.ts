/**
 * The program of a node is changed in a live pair, with the same file and the same pid files: how long nobody
 * answers, that there is never a second master, and what becomes of what a killed one has left behind.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe } from 'node:test'
import { globals, instance, single, skewSeconds, vip } from './configuration.ts'
import { type Daemon, type DaemonKind, filesOf, startDaemon } from './daemon.ts'
import { assertAtMost, nowMicros, settles } from './expect.ts'
import { type Host, ip, run } from './network.ts'
import { startProbe } from './probe.ts'
import { type Stage, scenario, sideBySide } from './scenario.ts'
import { kernelOf } from './swap/kernel.ts'
import { until } from './wait.ts'

const master = { priority: 100 }
const backup = { priority: 50 }
/** What a busy machine may add. */
const patienceSeconds = 0.5
const vmac = 'vrrp.51'

async function started(host: Host, kind: DaemonKind, config: string): Promise<Daemon> {
  const daemon = await startDaemon(host, { kind, config })
  await daemon.logged('Startup complete')
  return daemon
}

/** By the adverts since that moment: the master changes to b and back to a, and no more often. */
function onlyOneSpoke({ capture }: Stage, after: number): void {
  const spoken = capture.adverts({ after }).filter(({ advert }) => advert.priority > 0)
  const changes = spoken.filter(({ from }, index) => from !== spoken[index - 1]?.from)
  assert.ok(changes.length <= 2, `the master changed: ${changes.map(({ from }) => from).join(' ')}`)
}

async function swap(stage: Stage, first: DaemonKind, second: DaemonKind): Promise<void> {
  const { a, b, o, tell } = stage
  const old = await started(a, first, single(master))
  await started(b, 'debian', single(backup))
  await settles(a, vip, { held: true })
  const probe = await startProbe(o, vip)
  const since = nowMicros()
  assert.equal((await old.stop()).code, 0)
  const next = await started(a, second, single(master))
  await next.logged('Entering MASTER STATE')
  await settles(b, vip, { held: false })
  await settles(a, vip, { held: true })
  assert.equal(readFileSync(filesOf(a).pid, 'utf8').trim(), String(next.pid))
  const report = await probe.stop()
  const silence = (report.longest.lengthMicros / 1000).toFixed(1)
  tell(`${first} to ${second}: nobody answered for ${silence} ms at most`)
  assertAtMost('the silence of the VIP', report.longest.lengthMicros, skewSeconds(backup) + patienceSeconds)
  onlyOneSpoke(stage, since)
}

/** Everything of the kernel that a daemon may leave behind. */
async function leftBehind(host: Host): Promise<readonly string[]> {
  const lines = await kernelOf(host)
  return lines.filter((line) => /10\.0\.0\.1\d\d|vrrp\.|192\.0\.2\.|^firewall/.test(line))
}

const routing = `virtual_routes {
  192.0.2.0/24 via 10.0.0.3 dev eth0 metric 5
}
virtual_rules {
  from 192.0.2.0/24 table 100 priority 5000
}`

const heavy = (more: string) =>
  globals('nftables') +
  instance({
    ...master,
    vips: ['10.0.0.100/16', '10.0.0.101/16'],
    more: `${more}\n${routing}`,
  })

/** Killed without a word, then another one in its place, which must hold the same and leave nothing. */
async function inherit(stage: Stage, change: { first: DaemonKind; second: DaemonKind; more: string }) {
  const { a, o } = stage
  const config = heavy(change.more)
  const device = change.more.includes('use_vmac') ? vmac : 'eth0'
  const before = await leftBehind(a)
  const first = await started(a, change.first, config)
  await settles(a, vip, { held: true, interface: device })
  const held = await leftBehind(a)
  await first.crash()
  assert.ok(
    (await leftBehind(a)).some((line) => line.includes(vip)),
    'nothing was left behind',
  )
  const second = await started(a, change.second, config)
  await second.logged('Entering MASTER STATE')
  await settles(a, vip, { held: true, interface: device })
  await until('all that was held before', 10, async () => {
    const now = await leftBehind(a)
    return held.filter((line) => /^(address|route|rule)/.test(line)).every((line) => now.includes(line))
  })
  const now = await leftBehind(a)
  assert.equal(
    new Set(now.filter((line) => !line.startsWith('firewall'))).size,
    now.filter((line) => !line.startsWith('firewall')).length,
    'something is there twice',
  )
  assert.equal(
    now.filter((line) => line.startsWith('firewall table')).length,
    held.filter((line) => line.startsWith('firewall table')).length,
  )
  const { status } = await run(o, ['ping', '-n', '-c', '1', '-W', '2', vip])
  assert.equal(status === 0, !change.more.includes('no_accept'))
  assert.equal((await second.stop()).code, 0)
  assert.deepEqual(await leftBehind(a), before)
  assert.ok(!(await ip(a, ['link', 'show'])).includes(vmac))
}

describe('swapping a live node', sideBySide, () => {
  scenario('keepalived stops, ours starts', { pairs: ['debian/debian'] }, (stage) =>
    swap(stage, 'debian', 'ours'),
  )
  scenario('ours stops, keepalived starts: the way back', { pairs: ['ours/debian'] }, (stage) =>
    swap(stage, 'ours', 'debian'),
  )
  for (const more of ['', 'no_accept', 'use_vmac', 'use_vmac\nvmac_xmit_base', 'use_vmac\nno_accept']) {
    const what = more === '' ? 'addresses, routes and rules' : more.replace('\n', ' and ')
    scenario(`keepalived is killed, ours takes over: ${what}`, { pairs: ['debian/debian'] }, (stage) =>
      inherit(stage, { first: 'debian', second: 'ours', more }),
    )
  }
  scenario('ours is killed, keepalived takes over', { pairs: ['ours/debian'] }, (stage) =>
    inherit(stage, { first: 'ours', second: 'debian', more: '' }),
  )
  scenario(
    'K5: keepalived is killed, ours starts in its place and stays backup: the address goes at once',
    { pairs: ['debian/debian'] },
    async ({ a, b }) => {
      const old = await started(a, 'debian', single({ ...master, vips: ['10.0.0.100/16'] }))
      await settles(a, vip, { held: true })
      await old.crash()
      await started(b, 'debian', single({ priority: 200, vips: ['10.0.0.100/16'] }))
      await settles(b, vip, { held: true })
      const next = await started(a, 'ours', single({ ...master, vips: ['10.0.0.100/16'] }))
      await settles(a, vip, { held: false, timeoutSeconds: 2 })
      await next.logged(`Removed address ${vip} from eth0`)
      assert.equal((await next.stop()).code, 0)
    },
  )
})
