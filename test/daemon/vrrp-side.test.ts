/**
 * What the parent asks the VRRP worker, who gets the answer, and what the next worker learns of the last. The
 * program that is started as the worker is this file: it answers the first look without a view, as one
 * without settings does, and later ones with one; it leaves good-byes unless its predecessor did.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ToVrrp } from '../../src/daemon/messages.ts'
import { openVrrpSide, type VrrpSideOptions } from '../../src/daemon/vrrp-side.ts'
import { vrrpWorkOf } from '../../src/daemon/vrrp-work.ts'
import { loadNative } from '../../src/io/native.ts'
import type { RouterView } from '../../src/vrrp/view.ts'
import { load } from '../settings/example-host.ts'

const bounded = { timeout: 20_000 }
if (process.argv[2] === '--worker=vrrp') work()
else {
  test('whoever asks too early gets nothing, and nobody else’s answer', bounded, async () => {
    assert.deepEqual(await answered(), ['second after the death'])
  })

  test('a worker is told that good-byes were sent for one before it', bounded, async () => {
    assert.deepEqual(await farewellsTold(), [false, true, true])
  })
}

function work(): void {
  const farewell = { instance: 'V', interfaceIndex: 0, interface: '', packets: [], removals: [] }
  let looks = 0
  process.on('message', (raw) => {
    const message = raw as ToVrrp
    if (message.is === 'dump') process.send?.({ is: 'dumped', view: looks++ === 0 ? undefined : {} })
    if (message.is === 'count') process.send?.({ is: 'counted', instances: {} })
    if (message.is === 'stop') process.exit(0)
    if (message.is !== 'configure') return
    if (message.farewellSaid !== true) process.send?.({ is: 'farewells', farewells: [farewell] })
    process.send?.({ is: 'event', event: message })
  })
  process.send?.({ is: 'loaded' })
}

function open(more: Partial<VrrpSideOptions>) {
  const { settings } = load('')
  assert.ok(settings)
  return openVrrpSide({
    ...{ native: loadNative(), pidFile: `/tmp/keepalived-ts-side.${process.pid}.pid`, respawn: true },
    ...{ keepWhenStopping: true, reports: () => [] },
    settings: vrrpWorkOf(settings, { refused: [], detail: false, reportAddresses: false }),
    ...{ tell: () => undefined, onEvent: () => undefined, onStarted: () => undefined },
    ...{ onNotify: () => undefined, onConfigured: () => undefined, onFatal: () => undefined },
    ...more,
  })
}

/** Who was answered, in that order. */
async function answered(): Promise<readonly string[]> {
  const names: string[] = []
  const { promise, resolve } = Promise.withResolvers<unknown>()
  const name = (who: string) => (view: RouterView | undefined) => {
    assert.notEqual(view, undefined)
    names.push(who)
  }
  let lives = 0
  const side = open({
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
  })
  await promise
  await side.end()
  return names
}

/** Of the configurations of three lives. */
async function farewellsTold(): Promise<readonly boolean[]> {
  const told: boolean[] = []
  const { promise, resolve } = Promise.withResolvers<void>()
  const side = open({
    onEvent: (event) => {
      const { farewellSaid = false } = event as { readonly farewellSaid?: boolean }
      told.push(farewellSaid)
      if (told.length < 3) process.kill(side.pid ?? 0, 'SIGKILL')
      else resolve()
    },
  })
  await promise
  await side.end()
  return told
}
