/** Which configurations a running daemon takes: those whose text is right, whatever this host lacks today. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bug } from '../../src/base/bug.ts'
import type { FilePort, IncludedFile } from '../../src/conf/expansion.ts'
import { type Loaded, loadSettings, refusesReload } from '../../src/settings/load.ts'
import { exampleHost } from '../../src/settings/pages/example-host.ts'
import { reloadVerdict } from '../../src/settings/plan/reload-verdict.ts'
import type { HostInterface } from '../../src/settings/settings.ts'
import { instance, noFiles } from './example-host.ts'

function load(text: string, eth0: Partial<HostInterface> = {}, read: FilePort = noFiles): Loaded {
  const interfaces = exampleHost.interfaces.map((one) => (one.name === 'eth0' ? { ...one, ...eth0 } : one))
  const scripts = {
    examine: () => undefined,
    user: (name: string) => (name === 'root' ? { name, uid: 0, gid: 0 } : undefined),
    knowsGroup: () => false,
  }
  return loadSettings({ file: 'k.conf', text, read, host: { interfaces }, scripts, id: 'node' })
}

function verdict(before: string, after: string): string {
  return reloadVerdict(load(before).settings ?? bug('the first text is good'), load(after)).is
}

/** With a type of tunnel it is left out. */
const server = (tunnel = '') =>
  `virtual_server 10.0.0.9 80 {\nlvs_sched rr\nlvs_method TUN ${tunnel}\nreal_server 10.1.0.1 80 {\n}\n}\n`

test('what this host lacks today is no mistake of the text', () => {
  const loaded: readonly (readonly [string, Loaded])[] = [
    ['interface-without-multicast', load(instance(''), { multicast: false })],
    ['interface-not-ethernet', load(instance('use_vmac'), { ethernet: false })],
    ['vmac-name-taken', load(instance('use_vmac eth1'))],
    [
      'unknown-script-user',
      load(`vrrp_script s {\nscript /bin/x\nuser gone\n}\n${instance('track_script {\ns\n}')}`),
    ],
    ['unknown-script-user', load(`global_defs {\nscript_user gone\n}\n${instance('')}`)],
  ]
  for (const [code, { diagnostics }] of loaded) {
    assert.ok(
      diagnostics.some((found) => found.code === code),
      code,
    )
    assert.equal(refusesReload(diagnostics), false, code)
  }
})

test('a mistake of the text keeps what runs', () => {
  assert.equal(verdict(instance(''), instance('prioritty 5')), 'refused')
})

test('what is left out since the start, because it cannot run yet, does not stop reloads of the rest', () => {
  const left = server('type gue port 6080')
  assert.equal(load(left + instance('')).settings?.lvs.services.length, 0)
  assert.equal(verdict(`${left}${instance('')}`, `${left}${instance('priority 90')}`), 'accepted')
})

test('what runs does not end because it is to do what cannot be done yet', () => {
  const left = server('type gue port 6080')
  assert.equal(verdict(`${server()}${instance('')}`, `${left}${instance('')}`), 'refused')
})

test('an included file that is there and cannot be read keeps what runs; an absent one does not', () => {
  const applied = load(instance('')).settings ?? bug('the first text is good')
  for (const [is, expected] of [
    ['unusable', 'refused 0'],
    ['not-text', 'refused 1'],
    ['absent', 'accepted'],
  ] as const) {
    const found: IncludedFile = { is, path: 'b.conf', reason: 'why' }
    const next = load(`include b.conf\n${instance('')}`, {}, { include: () => [found] })
    const after = reloadVerdict(applied, next)
    const told = after.is === 'refused' ? `refused ${after.errors}` : after.is
    assert.equal(told, expected, is)
    const messages = after.is === 'refused' ? after.unusable.map(({ message }) => message) : []
    assert.deepEqual(messages, is === 'absent' ? [] : ['b.conf: why'])
    assert.ok(next.settings !== undefined, 'a start goes on')
  }
})

test('another network namespace of IPVS cannot be entered: refused', () => {
  assert.equal(verdict(instance(''), `net_namespace_ipvs blue\n${instance('')}`), 'refused')
  assert.equal(verdict(instance(''), `net_namespace blue\n${instance('')}`), 'accepted')
})
