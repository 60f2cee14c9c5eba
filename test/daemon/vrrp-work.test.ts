/** What the VRRP worker gets of the settings. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { vrrpWorkOf } from '../../src/daemon/vrrp-work.ts'
import { instance, load } from '../settings/example-host.ts'

const tracking = 'track_bfd {\nb\n}\ntrack_file {\nf\n}'
const definitions = 'bfd_instance b {\nneighbor_ip 192.0.2.3\n}\ntrack_file f {\nfile /run/load\n}\n'

test('a BFD session that nobody opens holds no instance in FAULT; other trackers stay', () => {
  const { settings } = load(definitions + instance(tracking))
  assert.ok(settings)
  assert.equal(settings.vrrp.instances[0]?.trackBfd.length, 1)
  const { vrrp } = vrrpWorkOf(settings, { refused: [], detail: false, reportAddresses: false })
  assert.deepEqual(vrrp.instances[0]?.trackBfd, [])
  assert.deepEqual(
    vrrp.instances[0]?.trackFiles.map(({ name }) => name),
    ['f'],
  )
})
