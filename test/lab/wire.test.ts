/**
 * What we put on the wire, judged by tshark: nothing to complain about in adverts and ARPs, checksums
 * verified.
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { describe } from 'node:test'
import { isInPath, labIsRequired } from './able.ts'
import { globals, instance, single, vip } from './configuration.ts'
import { settles } from './expect.ts'
import { ip } from './network.ts'
import { scenario, sideBySide } from './scenario.ts'
import { pause } from './wait.ts'

const auth = 'authentication {\n auth_type PASS\n auth_pass secret\n }'

/** One row a frame, of the fields asked for. */
function dissect(file: string, filter: string, fields: readonly string[]): readonly (readonly string[])[] {
  const words = ['-r', file, '-o', 'ip.check_checksum:TRUE', '-Y', filter, '-T', 'fields']
  const output = execFileSync('tshark', [...words, ...fields.flatMap((field) => ['-e', field])], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'))
}

const absent = isInPath('tshark') ? undefined : 'tshark is missing: apt-get install tshark'

if (absent !== undefined && !labIsRequired()) {
  process.stderr.write(`skipped: ${absent}\n`)
} else {
  describe('on the wire', sideBySide, () => {
    const cases = [
      {
        what: 'version 2 with a password',
        version: 2,
        text: instance({ version: 2, priority: 100, more: auth }),
      },
      { what: 'version 2', version: 2, text: instance({ version: 2, priority: 100 }) },
      { what: 'version 3', version: 3, text: instance({ priority: 100, vips: [vip, '10.0.0.101'] }) },
    ]
    for (const { what, version, text } of cases) {
      scenario(`tshark decodes ${what} without a complaint`, { pairs: ['ours/ours'] }, async (stage) => {
        const { a, capture, start } = stage
        const daemon = await start(a, globals() + text)
        await capture.advert({ from: 'a' })
        await settles(a, vip, { held: true })
        await pause(0.5)
        await daemon.stop()
        await pause(0.2)
        await capture.stop()
        const checked = [
          'ip.checksum.status',
          'vrrp.checksum.status',
          'vrrp.version',
          'ip.ttl',
          '_ws.expert.message',
        ]
        const adverts = dissect(capture.file, 'vrrp', checked)
        assert.ok(adverts.length >= 2)
        for (const row of adverts) assert.deepEqual(row, ['1', '1', String(version), '255', ''])
        const arps = dissect(capture.file, 'arp', ['arp.isgratuitous', 'arp.hw.size', '_ws.expert.message'])
        assert.ok(arps.length >= 5, 'a burst of gratuitous ARPs')
        for (const row of arps) assert.equal(row[2], '')
        assert.ok(arps.some((row) => row[0] === '1'))
        assert.deepEqual(
          dissect(capture.file, '_ws.malformed || _ws.expert.severity >= 0x600000', ['frame.number']),
          [],
        )
      })
    }

    scenario(
      'mcast_src_ip is the source of the adverts; a foreign one is worth a warning',
      { pairs: ['ours/ours'] },
      async ({ a, b, capture, start }) => {
        await ip(a, ['address', 'add', '10.0.0.77/16', 'dev', 'eth0'])
        await start(a, single({ priority: 100, more: 'mcast_src_ip 10.0.0.77' }))
        const { advert } = await capture.advert({ from: 'a' })
        assert.equal(advert.source, '10.0.0.77')
        const foreign = await start(b, single({ priority: 50, more: 'mcast_src_ip 10.0.0.1' }))
        await foreign.logged('10.0.0.1')
      },
    )

    scenario(
      'the frame of an advert: multicast MAC, don’t care fields as keepalived has them',
      { pairs: ['ours/ours'] },
      async ({ a, capture, start }) => {
        await start(a, single({ priority: 100 }))
        await capture.advert({ from: 'a' })
        await pause(0.3)
        await capture.stop()
        const [row] = dissect(capture.file, 'vrrp', [
          'eth.dst',
          'eth.src',
          'ip.dsfield',
          'ip.len',
          'ip.flags',
        ])
        assert.deepEqual(row?.slice(0, 4), ['01:00:5e:00:00:12', '02:00:00:00:00:01', '0xc0', '32'])
      },
    )
  })
}
