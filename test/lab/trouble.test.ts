/** Bad starts: each ends, or goes on, with a message that says what, where and the cure. */
import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { describe } from 'node:test'
import { globals, instance, single, vip } from './configuration.ts'
import { type Daemon, type ExitStatus, filesOf } from './daemon.ts'
import { assertHolds, placeIn, settles } from './expect.ts'
import { ip } from './network.ts'
import { scenario, sideBySide } from './scenario.ts'
import { pause, until } from './wait.ts'

/** The exit status; fails when the daemon is still there after 10 s. */
async function ends(daemon: Daemon): Promise<number | null> {
  let exit: ExitStatus | undefined
  daemon.exit.then((status) => {
    exit = status
  })
  return (await until('the end of the daemon', 10, () => exit)).code
}

function textOf(daemon: Daemon): string {
  return daemon.log.items.map((line) => line.text).join('\n')
}

describe('bad starts', sideBySide, () => {
  scenario(
    'O3: an interface that does not exist: exit status 2 and its name',
    { pairs: ['ours/ours'] },
    async ({ a, start }) => {
      const daemon = await start(a, single({ priority: 100, interface: 'eth77' }))
      assert.equal(await ends(daemon), 2)
      assert.match(textOf(daemon), /eth77/)
    },
  )

  scenario(
    'O3: no virtual_router_id: exit status 2 and what is missing',
    { pairs: ['ours/ours'] },
    async (stage) => {
      const { a, start } = stage
      const daemon = await start(a, single({ priority: 100 }).replace(/virtual_router_id.*\n/, ''))
      assert.equal(await ends(daemon), 2)
      assert.match(textOf(daemon), /virtual.router.id/)
    },
  )

  scenario('O5: no such file: exit status 6 and its name', { pairs: ['ours/ours'] }, async ({ a, start }) => {
    const daemon = await start(a, '', { flags: ['-f', `${a.directory}/absent.conf`] })
    assert.equal(await ends(daemon), 6)
    assert.match(textOf(daemon), /absent\.conf/)
  })

  scenario(
    'a file that is no text: its name, and no stack trace',
    { pairs: ['ours/ours'] },
    async (stage) => {
      const { a, start } = stage
      const daemon = await start(a, '\0\0\x7fELF\x01\xff\xfe\0 { { {\n')
      await daemon.logged(`${filesOf(a).config}: this is not text`, 5)
      assert.ok(!textOf(daemon).includes('    at '))
    },
  )

  scenario('an unknown word is reported and the instance runs', { pairs: ['ours/ours'] }, async (stage) => {
    const { a, capture, start } = stage
    const daemon = await start(a, single({ priority: 100, more: 'nopremt' }))
    const place = placeIn(a)
    const limits = { timeoutSeconds: 5 }
    await daemon.log.until('the place', (line) => place.test(line.text), limits)
    await daemon.logged('nopremt')
    await capture.advert({ from: 'a' })
  })

  scenario(
    'words without effect yet: one line for each; very many findings: the first hundred, and how many more',
    { pairs: ['ours/ours'] },
    async ({ a, capture, start }) => {
      const words = Array.from({ length: 120 }, (_, index) => `unknown_${index}`)
      const more = ['debug 1', 'debug 2', ...words].join('\n')
      const daemon = await start(a, single({ priority: 100, more }))
      await daemon.logged('more: keepalived-ts check shows them')
      const lines = daemon.log.items.map((line) => line.text)
      const first = lines.findIndex((line) => /debug .* has no effect .*in 1 other place/.test(line))
      assert.ok(first >= 0, 'it is told')
      assert.match(lines[first + 1] ?? '', /debug was given before/, 'on one line')
      await capture.advert({ from: 'a' })
    },
  )

  scenario(
    'O6: a second daemon on the same pid file gives way; the first one does not notice',
    { pairs: ['ours/ours'] },
    async ({ a, capture, start }) => {
      const config = single({ priority: 100 })
      const first = await start(a, config)
      await capture.advert({ from: 'a' })
      await settles(a, vip, { held: true })
      const mark = first.log.items.length
      const second = await start(a, config)
      assert.equal(await ends(second), 0)
      assert.match(textOf(second), /already running/)
      await pause(0.5)
      await assertHolds(a, vip, true)
      assert.deepEqual(
        first.log.items.slice(mark).filter((line) => line.text.includes('STATE')),
        [],
      )
    },
  )

  scenario(
    'a pid file left behind by a crash does not block the start',
    { pairs: ['ours/ours'] },
    async (stage) => {
      const { a, capture, start } = stage
      const first = await start(a, single({ priority: 100 }))
      const before = await capture.advert({ from: 'a' })
      await first.crash()
      await start(a, single({ priority: 100 }))
      await capture.advert({ from: 'a', after: before.at + 500_000 })
    },
  )

  scenario(
    'without CAP_NET_ADMIN or CAP_NET_RAW it says which capability is missing and ends',
    { pairs: ['ours/ours'] },
    async ({ a, start }) => {
      for (const capability of ['net_admin', 'net_raw']) {
        const drop = `-${capability}`
        const wrapper = ['setpriv', '--bounding-set', drop, '--inh-caps', drop]
        const daemon = await start(a, single({ priority: 100 }), { wrapper })
        assert.notEqual(await ends(daemon), 0)
        assert.match(textOf(daemon).toLowerCase(), new RegExp(`cap_${capability}`))
        await assertHolds(a, vip, false)
        rmSync(filesOf(a).pid, { force: true })
      }
    },
  )

  scenario(
    'a VIP that another host answers for: the log says who, before it is taken',
    { pairs: ['ours/ours'] },
    async ({ a, o, capture, start }) => {
      await ip(o, ['address', 'add', `${vip}/32`, 'dev', 'eth0'])
      const daemon = await start(a, single({ priority: 100, interval: 0.5 }))
      const mac = o.macs[0] ?? ''
      const told = await daemon.logged(mac)
      assert.ok(told.text.includes(vip), told.text)
      const mastered = await daemon.logged('Entering MASTER STATE')
      const order = daemon.log.items.indexOf(told) < daemon.log.items.indexOf(mastered)
      assert.ok(order, 'told too late')
      await capture.advert({ from: 'a' })
    },
  )

  scenario('O24: no instance at all: it runs and says so', { pairs: ['ours/ours'] }, async ({ a, start }) => {
    const daemon = await start(a, globals())
    await daemon.logged('no configuration')
    assert.equal((await daemon.stop()).code, 0)
  })

  scenario(
    'O3: two instances with one virtual_router_id: exit status 2',
    { pairs: ['ours/ours'] },
    async (stage) => {
      const { a, start } = stage
      const twin = instance({ name: 'VI_2', priority: 90, vips: ['10.0.0.101'] })
      const daemon = await start(a, single({ priority: 100 }) + twin)
      assert.equal(await ends(daemon), 2)
      assert.match(textOf(daemon), /virtual_router_id 51 on eth0 belongs to vrrp_instance VI_1/)
    },
  )
})
