/**
 * Settings of the kernel that are shared by those who need them, and put back: quirk kernelSettingsRestored.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { err, ok } from '../../src/base/result.ts'
import { openKernelSettings } from '../../src/daemon/kernel/kernel-settings.ts'
import { spreadReversePath } from '../../src/daemon/kernel/virtual-link-settings.ts'
import type { Sysctls } from '../../src/io/sysctl.ts'

const ignore = 'ipv4/conf/eth0/arp_ignore'
const wanted = [{ path: ignore, value: '1' }]

function stage(files: Record<string, string>) {
  const writes: string[] = []
  const sysctls: Sysctls = {
    read: (path) => {
      const value = files[path]
      return value === undefined ? err({ code: 'ENOENT', text: 'not there', doing: path }) : ok(value)
    },
    write: (path, value) => {
      if (files[path] === undefined) return err({ code: 'ENOENT', text: 'not there', doing: path })
      files[path] = value
      writes.push(`${path} ${value}`)
      return ok(undefined)
    },
  }
  const kernel = openKernelSettings({ sysctls, onRefused: ({ text }) => assert.fail(text) })
  return { files, writes, sysctls, kernel }
}

test('it is set once, and put back when the last one lets go', () => {
  const { kernel, writes } = stage({ [ignore]: '0' })
  kernel.hold('A', wanted)
  kernel.hold('B', wanted)
  kernel.release('A')
  assert.deepEqual(writes, [`${ignore} 1`])
  assert.equal(kernel.release('B'), true)
  assert.deepEqual(writes, [`${ignore} 1`, `${ignore} 0`])
  assert.equal(kernel.release('B'), false)
})

test('what was so already is not written, and stays', () => {
  const { kernel, writes } = stage({ [ignore]: '1' })
  kernel.hold('A', wanted)
  kernel.release('A')
  assert.deepEqual(writes, [])
})

test('what somebody else has written meanwhile stays', () => {
  const { kernel, files } = stage({ [ignore]: '0' })
  kernel.hold('A', wanted)
  files[ignore] = '8'
  kernel.release('A')
  assert.equal(files[ignore], '8')
})

test('after a daemon that was killed the default of new interfaces is put back', () => {
  const { kernel, files } = stage({ [ignore]: '1', 'ipv4/conf/default/arp_ignore': '0' })
  kernel.hold('A', wanted, true)
  kernel.release('A')
  assert.equal(files[ignore], '0')
})

test('a new interface of the same name is set again, and gets back its own values', () => {
  const { kernel, files } = stage({ [ignore]: '2' })
  kernel.hold('A', wanted)
  kernel.forget('eth0')
  files[ignore] = '0'
  kernel.hold('A', wanted)
  assert.equal(files[ignore], '1')
  kernel.release('A')
  assert.equal(files[ignore], '0')
})

test('what the kernel does not have is no failure', () => {
  const { kernel, writes } = stage({})
  kernel.hold('A', wanted)
  kernel.release('A')
  assert.deepEqual(writes, [])
})

test('K16: all.rp_filter goes to those that have less, the others keep theirs', () => {
  const rp = (name: string) => `ipv4/conf/${name}/rp_filter`
  const { kernel, files, sysctls } = stage({
    [rp('all')]: '1',
    [rp('default')]: '0',
    [rp('a')]: '0',
    [rp('b')]: '2',
  })
  kernel.hold('reverse path', spreadReversePath(sysctls, ['a', 'b', 'gone']))
  assert.deepEqual(Object.values(files), ['0', '1', '1', '2'])
  assert.deepEqual(spreadReversePath(sysctls, ['a', 'b']), [])
  kernel.releaseAll()
  assert.deepEqual(Object.values(files), ['1', '0', '0', '2'])
})
