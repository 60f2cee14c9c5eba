/** Notifications of processes for a daemon in a network namespace of its own. Needs root. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { openSync, readlinkSync } from 'node:fs'
import { after, it } from 'node:test'
import { loadNative } from '../../src/io/native.ts'
import { openProcessEvents } from '../../src/io/process-events.ts'
import type { ProcessHappening } from '../../src/track/watching.ts'
import { cannotMakeNamespaces, enterNewNamespace, until } from './namespace.ts'

const native = loadNative()
const buffer = { bytes: undefined, force: false } as const
const nobody = { onHappenings: () => undefined, onLost: () => undefined }
const probe = openProcessEvents(native, { buffer }, nobody)
if (probe.ok) probe.value.close()
const unable = probe.ok ? false : `no notifications of processes here: ${probe.error.text}`
const skip = cannotMakeNamespaces || unable
const first = openSync('/proc/thread-self/ns/net', 'r')
if (skip === false) await enterNewNamespace(native)
const own = () => readlinkSync('/proc/thread-self/ns/net')

it('T32: the kernel refuses them in another namespace than the first', { skip }, () => {
  const opened = openProcessEvents(native, { buffer, firstNamespace: '/nowhere' }, nobody)
  assert.equal(opened.ok ? 'opened' : opened.error.code, 'ECONNREFUSED')
})

it('quirk processesWithoutConnector: those of the first one are used, and we stay where we are', {
  skip,
}, async () => {
  const before = own()
  const seen: ProcessHappening[] = []
  const listener = { ...nobody, onHappenings: (some: readonly ProcessHappening[]) => void seen.push(...some) }
  const opened = openProcessEvents(native, { buffer, firstNamespace: `/proc/self/fd/${first}` }, listener)
  assert.ok(opened.ok)
  after(() => opened.value.close())
  assert.equal(own(), before)
  const { pid } = spawn('/bin/true')
  await until(() => seen.some((one) => one.is === 'ended' && one.pid === pid))
})
