/** The deliberate differences from keepalived that are about global_defs and scripts, by their names. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SettingsQuirkName } from '../../src/settings/quirks.ts'
import type { ScriptFacts } from '../../src/settings/scripts/checks-scripts.ts'
import { testStatus } from '../../src/settings/test-status.ts'
import { instance, load, programs } from './example-host.ts'
import { inGlobal, settingsOf } from './global-cases.ts'

function quirk(name: SettingsQuirkName, said: string, proof: () => void): void {
  test(`${name}: ${said}`, proof)
}

quirk('namesOfTheManual', 'they do what the manual says, and the status stays that of unknown words', () => {
  const words = ['state_file_location', 'stats_file_location', 'json_file_location']
  const text = words.map((word) => `${word} /${word}`).join('\n')
  const { stateDump, statisticsDump, jsonDump } = settingsOf(text).files
  assert.deepEqual(
    [stateDump, statisticsDump, jsonDump],
    words.map((word) => `/${word}`),
  )
  assert.equal(settingsOf('vrrp_nftables t').firewall.backend.is, 'nftables')
  for (const word of [...words, 'vrrp_nftables']) {
    assert.equal(testStatus(load(inGlobal(`${word} x`)).diagnostics), 5)
  }
})

quirk('nameOfLvs', 'lvs_id is accepted', () => {
  assert.equal(testStatus(load(inGlobal('lvs_id x')).diagnostics), 0)
})

quirk('prioritiesBeforeTables', 'they count wherever they stand', () => {
  const { firewall, lvs } = settingsOf(
    'nftables_priority 1\nnftables t\n' +
      'nftables_ipvs_priority 2\nnftables_ipvs_start_fwmark 3\nnftables_ipvs u',
  )
  assert.deepEqual(firewall.backend, { is: 'nftables', table: 't', chainPriority: 1 })
  assert.deepEqual(lvs.nftables, { table: 'u', chainPriority: 2, firstFwmark: 3 })
})

quirk('wholeUmaskBits', 'three bits at once, as in 2.4', () => {
  const { diagnostics, understood } = load(inGlobal('umask IXUSR|IRWXG|IRWXO'))
  assert.deepEqual([testStatus(diagnostics), understood.global.processes.umask], [0, 0o177])
})

quirk('nameOfMailServer', 'a name that nobody knows is no error of the file', () => {
  const { diagnostics, understood } = load(inGlobal('smtp_server no.such.invalid'))
  assert.deepEqual([testStatus(diagnostics), understood.global.mail.server?.host], [0, 'no.such.invalid'])
})

quirk('processorsOfThisHost', 'another host may have more of them', () => {
  const { diagnostics, understood } = load(inGlobal('vrrp_cpu_affinity 0 255'))
  assert.equal(testStatus(diagnostics), 0)
  assert.deepEqual(understood.global.processes.workers.vrrp.cpus, [0, 255])
})

quirk('saveDirectoryOfTest', 'it is a name and nothing else', () => {
  const { diagnostics, understood } = load(inGlobal('config_save_dir /nowhere/at/all'))
  assert.deepEqual([testStatus(diagnostics), understood.global.files.saveDirectory], [0, '/nowhere/at/all'])
})

/** /bin is a link to /usr/bin, as on most systems; `mode` is that of /usr/bin. */
function merged(mode: number): ScriptFacts {
  const folder = (path: string, bits = 0o755) =>
    ({ path, is: 'directory', uid: 0, gid: 0, mode: bits }) as const
  const file = (path: string) => ({ path, is: 'file', uid: 0, gid: 0, mode: 0o755 }) as const
  const link = { path: '/bin', is: 'link', uid: 0, gid: 0, mode: 0o777 } as const
  const parts = [folder('/'), folder('/usr'), folder('/usr/bin', mode), file('/usr/bin/true')]
  return {
    ...programs({}),
    examine: (written) => ({
      written,
      searched: undefined,
      parts: [folder('/'), link, file('/bin/true')],
      resolved: { ok: true, path: '/usr/bin/true', parts },
    }),
  }
}

quirk('ownKeywords', 'what keepalived does not know has an effect, and no finding', () => {
  const lines = ['handover fast', 'notify_serial', 'smtp_starttls', 'smtp_user a', 'smtp_password b']
  const { diagnostics, understood } = load(`global_defs {\n${lines.join('\n')}\n}\n${instance()}`)
  assert.deepEqual(diagnostics, [])
  assert.equal(understood.global.mail.login?.user, 'a')
})

quirk('linkedDirectories', 'a script runs when both paths are safe, and does not when one is not', () => {
  const secure = inGlobal('enable_script_security\nscript_user root')
  const text = `${secure}vrrp_script s {\nscript /bin/true\n}\n${instance('track_script {\ns\n}')}`
  const statusWith = (mode: number) => testStatus(load(text, { scripts: merged(mode) }).diagnostics)
  assert.deepEqual([statusWith(0o755), statusWith(0o777)], [0, 5])
})
