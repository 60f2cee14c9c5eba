/**
 * What the parent asks the VRRP worker, and who gets the answer. The program that is started as the worker is
 * this file: it answers the first look without a view, as one without settings does, and later ones with one.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openVrrpSide } from '../../src/daemon/vrrp-side.ts'
import { vrrpWorkOf } from '../../src/daemon/vrrp-work.ts'
import { loadNative } from '../../src/io/native.ts'
import type { RouterView } from '../../src/vrrp/view.ts'
import { load } from '../settings/example-host.ts'

const bounded = { timeout: 20_000 }
if (process.argv[2] === '--worker=vrrp') work()
else {
  test('whoever asks too early gets nothing, and nobody else’s answer', bounded, async () => {
    const answered = await ask()
    assert.deepEqual(answered, ['second after the death'])
  })
}

function work(): void {
  let looks = 0
  process.on('message', (raw) => {
    const { is } = raw as { is: string }
    if (is === 'dump') process.send?.({ is: 'dumped', view: looks++ === 0 ? undefined : {} })
    if (is === 'count') process.send?.({ is: 'counted', instances: {} })
    if (is === 'stop') process.exit(0)
  })
  process.send?.({ is: 'loaded' })
}

/** Who was answered, in that order. */
async function ask(): Promise<readonly string[]> {
  const { settings } = load('')
  assert.ok(settings)
  const answered: string[] = []
  const { promise, resolve } = Promise.withResolvers<unknown>()
  let lives = 0
  const name = (who: string) => (view: RouterView | undefined) => {
    assert.notEqual(view, undefined)
    answered.push(who)
  }
  const side = openVrrpSide({
    ...{ native: loadNative(), pidFile: `/tmp/keepalived-ts-side.${process.pid}.pid`, respawn: true },
    ...{ keepWhenStopping: true, reports: () => [] },
    settings: vrrpWorkOf(settings, { refused: [], detail: false, reportAddresses: false }),
    tell: (event) => {
      if (event.is === 'worker-died') side.view(name('between two lives'))
    },
    onStarted: () => {
      if (++lives === 1) {
        process.kill(side.pid ?? 0, 'SIGKILL')
        return
      }
      side.view(name('first after the death'))
      side.view(name('second after the death'))
      side.count(false, resolve)
    },
    ...{ onEvent: () => undefined, onNotify: () => undefined },
    ...{ onConfigured: () => undefined, onFatal: () => undefined },
  })
  await promise
  await side.end()
  return answered
}
