/** Which tracked files and processes the parent follows. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { micros, seconds } from '../../src/base/time.ts'
import { openTrackWatch, type WatchedSettings } from '../../src/daemon/tracks/track-watch.ts'
import type { FileSettings, ProcessSettings } from '../../src/track/settings.ts'
import type { ProcessBuffer } from '../../src/track/watching.ts'

const file = (name: string): FileSettings => ({
  ...{ name, path: `/run/${name}`, weight: 1, reverse: false, initial: { value: 1, overwrite: true } },
})
const program = (name: string): ProcessSettings => ({
  ...{ name, process: name, fullCommand: false, match: 'any', parameters: [] },
  ...{ quorum: 1, quorumMax: undefined, forkDelay: seconds(0), terminateDelay: seconds(0) },
})
const followed = (name: string) => ({ name, weight: 0, reverse: false })

function stage() {
  const said: string[] = []
  const buffers: ProcessBuffer[] = []
  const watch = openTrackWatch(
    {
      files: {
        open: (listener) => ({
          follow: (paths) => {
            for (const path of paths) listener.onContent(path, undefined)
          },
          close: () => undefined,
        }),
        create: (path) => void said.push(`creates ${path}`),
      },
      processes: {
        table: { scan: () => [], look: () => undefined },
        open: (buffer) => {
          buffers.push(buffer)
          return { ok: true, value: { close: () => undefined } }
        },
      },
      now: () => micros(0),
      openAlarm: () => ({ set: () => undefined, close: () => undefined }),
    },
    { onReport: ({ of, name }) => void said.push(`${of} ${name}`), onTrack: () => undefined },
  )
  return { watch, buffers, said: () => said.splice(0) }
}

const settings: WatchedSettings = {
  tracks: { files: [file('a'), file('b')], processes: [program('p'), program('q')] },
  vrrp: {
    instances: [
      { trackFiles: [followed('b')], trackProcesses: [] },
      { trackFiles: [followed('b')], trackProcesses: [followed('q')] },
    ],
  },
  global: { buffers: { processMonitor: { bytes: 65536, force: true } } },
}

test('only what an instance follows is created, followed and reported', () => {
  const { watch, said } = stage()
  watch.reconfigure(settings)
  assert.deepEqual(said(), ['creates /run/b', 'file b', 'process q'])
  assert.deepEqual(
    watch.reports().map(({ of, name }) => `${of} ${name}`),
    ['file b', 'process q'],
  )
})

test('process_monitor_rcv_bufs and its force reach the socket', () => {
  const { watch, buffers } = stage()
  watch.reconfigure(settings)
  assert.deepEqual(buffers, [{ bytes: 65536, force: true }])
})

test('without virtual routers nothing is followed', () => {
  const { watch, buffers, said } = stage()
  watch.reconfigure(undefined)
  assert.deepEqual([said(), buffers, watch.reports()], [[], [], []])
})
