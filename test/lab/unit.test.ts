/**
 * The systemd unit in etc/: what it lets the daemon do is enough for the daemon, and for a script of another
 * user.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe } from 'node:test'
import { instance, vip } from './configuration.ts'
import { settles } from './expect.ts'
import { scenario, sideBySide } from './scenario.ts'

const unit = readFileSync(join(import.meta.dirname, '../../etc/keepalived-ts.service'), 'utf8')

/** CAP_NET_ADMIN CAP_KILL -> -all,+net_admin,+kill, as setpriv(1) takes them. */
function boundingSet(): string {
  const [, names = ''] = /^CapabilityBoundingSet=(.+)$/m.exec(unit) ?? []
  const capabilities = names.split(' ').map((name) => `+${name.replace('CAP_', '').toLowerCase()}`)
  return ['-all', ...capabilities].join(',')
}

describe('the systemd unit', sideBySide, () => {
  scenario(
    'with its capabilities alone: master, VIP, a script as nobody, an orderly end',
    { pairs: ['ours/ours'] },
    async ({ a, capture, start }) => {
      assert.match(boundingSet(), /^-all,.*\+net_admin/)
      const config = [
        'global_defs {\n    router_id LAB\n    script_user nobody\n    enable_script_security\n}',
        'vrrp_script as_nobody {\n    script "/usr/bin/id -u"\n    interval 1\n}',
        instance({ priority: 200, more: 'track_script {\n        as_nobody\n    }' }),
      ].join('\n')
      const daemon = await start(a, config, { wrapper: ['setpriv', '--bounding-set', boundingSet()] })
      await daemon.logged('VRRP_Script(as_nobody) succeeded')
      await capture.advert({ from: 'a' })
      await settles(a, vip, { held: true })
      const complaints = daemon.log.items.filter(({ text }) => /not permitted|EPERM|EACCES/.test(text))
      assert.deepEqual(complaints, [])
      const exit = await daemon.stop()
      assert.equal(exit.code, 0)
      await settles(a, vip, { held: false })
    },
  )
})
