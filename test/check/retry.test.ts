/** The retry machine: delay_loop, retry, delay_before_retry, warmup and alpha of keepalived.conf(5). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { micros, seconds, toSeconds } from '../../src/base/time.ts'
import type { CheckResult } from '../../src/check/kind.ts'
import { begin, type RetryEffect, type RetryState, step, wakeAt } from '../../src/check/retry.ts'
import type { CheckTiming } from '../../src/check/settings.ts'

const timing: CheckTiming = {
  delayLoop: seconds(6),
  retry: 2,
  delayBeforeRetry: seconds(1),
  warmup: seconds(0),
  alpha: false,
}

/** Runs a script of results, each of which takes `took` seconds: when each ran and what came of it. */
function play(given: Partial<CheckTiming>, results: string, took = 0) {
  let state = begin({ ...timing, ...given }, { at: seconds(0), chance: 0 })
  return [...results].map((letter) => {
    const at = wakeAt(state)
    assert.ok(at !== undefined)
    const [running, run] = step(state, { is: 'due', at })
    assert.deepEqual(run, [{ do: 'run' }])
    const end = { is: 'ended', at: micros(at + seconds(took)), result: resultOf(letter) } as const
    const [next, effects] = step(running, end)
    state = next
    return `${toSeconds(at)}${words(effects)}`
  })
}

function resultOf(letter: string): CheckResult {
  if (letter === '+') return { is: 'success' }
  return letter === '-' ? { is: 'failure' } : { is: 'could-not-run', text: 'no descriptor left' }
}

function words(effects: readonly RetryEffect[]): string {
  return effects.map((effect) => ` ${word(effect)}`).join('')
}

function word(effect: RetryEffect): string {
  if (effect.do === 'judge') return effect.verdict
  if (effect.do === 'tell-failed') return `failed(${effect.retries})`
  return effect.do.replace('tell-', '')
}

test('the first success is told, later ones are not', () => {
  assert.deepEqual(play({}, '+++'), ['1 succeeded up', '7', '13'])
})

test('the first failure ever counts at once, without retries', () => {
  assert.deepEqual(play({}, '-'), ['1 failed(0) down'])
})

test('retry 2: down with the third failure in a row, tried again every delay_before_retry', () => {
  assert.deepEqual(play({}, '+---'), ['1 succeeded up', '7', '8', '9 failed(2) down'])
})

test('one success in between starts the count again', () => {
  assert.deepEqual(play({}, '+--+--'), ['1 succeeded up', '7', '8', '9', '15', '16'])
})

test('retry 0 and retry 1', () => {
  assert.deepEqual(play({ retry: 0 }, '+-'), ['1 succeeded up', '7 failed(0) down'])
  assert.deepEqual(play({ retry: 1 }, '+--'), ['1 succeeded up', '7', '8 failed(1) down'])
})

test('while down: one try every delay_loop, nothing is told; one success brings it up', () => {
  assert.deepEqual(play({}, '---+'), ['1 failed(0) down', '7', '13', '19 succeeded up'])
})

test('the delay counts from the end of a check', () => {
  assert.deepEqual(play({}, '++', 3), ['1 succeeded up', '10'])
})

test('alpha begins down: the first success brings it up', () => {
  assert.deepEqual(play({ alpha: true }, '+'), ['1 succeeded up'])
})

test('alpha that fails at once says so once', () => {
  assert.deepEqual(play({ alpha: true }, '--+'), ['1 failed(0) down', '7', '13 succeeded up'])
})

test('what this host could not run changes nothing and is tried after delay_loop', () => {
  assert.deepEqual(play({}, '+?-?--'), [
    '1 succeeded up',
    '7 could-not-run',
    '13',
    '14 could-not-run',
    '20',
    '21 failed(2) down',
  ])
})

test('warm-up spreads the first run over one second and the warm-up', () => {
  const first = (chance: number) =>
    wakeAt(begin({ ...timing, warmup: seconds(4) }, { at: seconds(10), chance }))
  assert.equal(first(0), seconds(11))
  assert.equal(first(0.5), seconds(13))
  assert.equal(first(0.25), seconds(12))
})

test('waking early does nothing, a running check is never started twice', () => {
  const state = begin(timing, { at: seconds(0), chance: 0 })
  assert.deepEqual(step(state, { is: 'due', at: micros(999_999) }), [state, []])
  const [running] = step(state, { is: 'due', at: seconds(1) })
  assert.equal(wakeAt(running), undefined)
  assert.deepEqual(step(running, { is: 'due', at: seconds(100) }), [running, []])
})

test('a result that nobody waits for is about nothing', () => {
  const state = begin(timing, { at: seconds(0), chance: 0 })
  assert.deepEqual(step(state, { is: 'ended', at: seconds(1), result: { is: 'failure' } }), [state, []])
})

test('a reload keeps verdict and appointment; a shorter delay brings it forward', () => {
  const [running] = step(begin(timing, { at: seconds(0), chance: 0 }), { is: 'due', at: seconds(1) })
  const [up] = step(running, { is: 'ended', at: seconds(1), result: { is: 'success' } })
  const [slower] = step(up, { is: 'timing', at: seconds(2), timing: { ...timing, delayLoop: seconds(60) } })
  assert.equal(wakeAt(slower), seconds(7))
  const [faster] = step(up, { is: 'timing', at: seconds(2), timing: { ...timing, delayLoop: seconds(1) } })
  assert.equal(wakeAt(faster), seconds(3))
  assert.equal(faster.verdict, 'up')
  assert.equal(faster.hasRun, true)
})

test('a reload that lowers retry does not wait for more failures than that', () => {
  const failedTwice: RetryState = {
    timing,
    verdict: 'up',
    hasRun: true,
    tries: 2,
    course: { is: 'waiting', runAt: seconds(9) },
  }
  const [state] = step(failedTwice, { is: 'timing', at: seconds(9), timing: { ...timing, retry: 1 } })
  assert.equal(state.tries, 1)
})

test('whatever happens: verdicts alternate after the first, and there is always a next run', () => {
  const letters = fc.constantFrom('+', '-', '?')
  const script = fc.array(letters, { maxLength: 40 }).map((list) => list.join(''))
  fc.assert(
    fc.property(script, fc.nat(3), fc.boolean(), (results, retry, alpha) => {
      const verdicts = play({ retry, alpha }, results).flatMap((line) => /(up|down)$/.exec(line)?.[1] ?? [])
      for (const [index, verdict] of verdicts.entries()) {
        if (index > 0) assert.notEqual(verdict, verdicts[index - 1])
      }
    }),
  )
})
