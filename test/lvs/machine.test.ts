/** Virtual servers from start to stop, as keepalived 2.4.3 was seen to drive them on a real ip_vs. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { address } from '../../src/base/address.ts'
import { wantedDestinations } from '../../src/lvs/service.ts'
import { alphaCheck, begin, check, planOf, server, service } from './story.ts'

const three = [server(1), server(2), server(3)]

test('start: everything is in the kernel at once, the quorum is gained, no notify script runs', () => {
  assert.deepEqual(begin().plan([service(three)]), [
    'add-service 10.9.9.1',
    'add-destination 10.1.0.1 nat 1',
    'add-destination 10.1.0.2 nat 1',
    'add-destination 10.1.0.3 nat 1',
    'gained 1 0 sum 3',
    'run qup',
  ])
})

test('a server that fails: log line, kernel, notify_down', () => {
  const story = begin()
  story.plan([service(three)])
  assert.deepEqual(story.verdict(3, 'down'), ['removed 10.1.0.3', 'remove-destination 10.1.0.3', 'run down3'])
  assert.deepEqual(story.verdict(3, 'up'), ['added 10.1.0.3', 'add-destination 10.1.0.3 nat 1', 'run up3'])
})

test('a first success changes nothing', () => {
  const story = begin()
  story.plan([service(three)])
  assert.deepEqual(story.verdict(1, 'up'), [])
})

test('the only server fails and comes back: its script before that of the quorum', () => {
  const story = begin()
  story.plan([service([server(1)])])
  assert.deepEqual(story.verdict(1, 'down'), [
    'removed 10.1.0.1',
    'remove-destination 10.1.0.1',
    'run down1',
    'lost 1 0 sum 0',
    'run qdown',
  ])
  assert.deepEqual(story.kernel, ['10.9.9.1 wrr: '], 'the service itself stays')
  assert.deepEqual(story.verdict(1, 'up'), [
    'added 10.1.0.1',
    'add-destination 10.1.0.1 nat 1',
    'run up1',
    'gained 1 0 sum 1',
    'run qup',
  ])
})

test('alpha: nothing is forwarded before the first success', () => {
  const story = begin()
  const servers = [server(1, { checks: [alphaCheck] }), server(2, { checks: [alphaCheck] })]
  assert.deepEqual(story.plan([service(servers)]), ['add-service 10.9.9.1'])
  assert.deepEqual(story.verdict(1, 'up'), [
    'added 10.1.0.1',
    'add-destination 10.1.0.1 nat 1',
    'run up1',
    'gained 1 0 sum 1',
    'run qup',
  ])
  assert.deepEqual(story.verdict(2, 'down'), ['run down2'], 'never was up, and says so all the same')
})

test('quorum 2 and hysteresis 1: gained at 3, kept at 1 and 2, lost at 0', () => {
  const story = begin()
  const servers = [server(1, { weight: 2 }), server(2, { weight: 1 })]
  const started = story.plan([service(servers, { quorum: 2, hysteresis: 1 })])
  assert.ok(started.includes('gained 2 1 sum 3'))
  assert.ok(!story.verdict(2, 'down').includes('run qdown'))
  assert.ok(story.verdict(1, 'down').includes('lost 2 1 sum 0'))
  assert.deepEqual(story.verdict(2, 'up'), ['added 10.1.0.2', 'add-destination 10.1.0.2 nat 1', 'run up2'])
  assert.ok(story.verdict(1, 'up').includes('gained 2 1 sum 3'))
})

test('quorum 2 and hysteresis 1: the quorum alone is not enough to gain it', () => {
  const story = begin()
  story.plan([service([server(1, { weight: 2 }), server(2)], { quorum: 2, hysteresis: 1 })])
  story.verdict(1, 'down')
  story.verdict(2, 'down')
  assert.ok(!story.verdict(1, 'up').includes('run qup'), '2 of 3')
})

test('with nothing left the quorum is lost, whatever the hysteresis', () => {
  const story = begin()
  story.plan([service([server(1), server(2)], { quorum: 1, hysteresis: 1 })])
  story.verdict(1, 'down')
  assert.ok(story.verdict(2, 'down').includes('lost 1 1 sum 0'))
})

test('a quorum that is lost takes no living server out', () => {
  const story = begin()
  story.plan([service([server(1), server(2)], { quorum: 2 })])
  assert.ok(story.verdict(2, 'down').includes('lost 2 0 sum 1'))
  assert.deepEqual(story.kernel, ['10.9.9.1 wrr: 10.1.0.1 nat 1'])
})

test('servers of weight 0 take no part in the quorum', () => {
  const story = begin()
  const servers = [server(1, { weight: 0 }), server(2)]
  story.plan([service(servers)])
  assert.ok(story.verdict(2, 'down').includes('lost 1 0 sum 0'))
  assert.deepEqual(story.kernel, ['10.9.9.1 wrr: 10.1.0.1 nat 0'])
})

test('two checks: down with the first that fails, up when both are good again', () => {
  const story = begin()
  story.plan([service([server(1, { checks: [check(80), check(81)] }), server(2)])])
  assert.ok(story.verdict(1, 'down', 80).includes('removed 10.1.0.1'))
  assert.deepEqual(story.verdict(1, 'down', 81), [])
  assert.deepEqual(story.verdict(1, 'up', 80), [])
  assert.ok(story.verdict(1, 'up', 81).includes('added 10.1.0.1'))
})

test('a server without checks is always up', () => {
  const story = begin()
  story.plan([service([server(1, { checks: [] })])])
  assert.deepEqual(story.kernel, ['10.9.9.1 wrr: 10.1.0.1 nat 1'])
})

test('inhibit_on_failure: weight 0 instead of leaving', () => {
  const story = begin()
  story.plan([service([server(1), server(2, { inhibitOnFailure: true, weight: 3 })], { quorum: 4 })])
  assert.deepEqual(story.verdict(2, 'down'), [
    'disabled 10.1.0.2',
    'change-destination 10.1.0.2 nat 0',
    'run down2',
    'lost 4 0 sum 1',
    'run qdown',
  ])
  assert.deepEqual(story.verdict(2, 'up').slice(0, 2), [
    'enabled 10.1.0.2',
    'change-destination 10.1.0.2 nat 3',
  ])
})

test('inhibit_on_failure with alpha: in the kernel from the start, without weight', () => {
  const story = begin()
  story.plan([service([server(1, { inhibitOnFailure: true, checks: [alphaCheck] })])])
  assert.deepEqual(story.kernel, ['10.9.9.1 wrr: 10.1.0.1 nat 0'])
  assert.deepEqual(story.verdict(1, 'up').slice(0, 2), [
    'enabled 10.1.0.1',
    'change-destination 10.1.0.1 nat 1',
  ])
})

test('scripts that are not configured are not owed', () => {
  const story = begin()
  const quiet = { quorumUp: undefined, quorumDown: undefined }
  story.plan([service([server(1, { notifyDown: undefined })], quiet)])
  assert.deepEqual(story.verdict(1, 'down'), [
    'removed 10.1.0.1',
    'remove-destination 10.1.0.1',
    'lost 1 0 sum 0',
  ])
})

test('stop: a line for each server, no script, nothing of ours stays', () => {
  const story = begin()
  story.plan([service(three)])
  story.verdict(2, 'down')
  assert.deepEqual(story.tell({ is: 'stop' }), [
    'shutting-down 10.1.0.1',
    'remove-destination 10.1.0.1',
    'shutting-down 10.1.0.2',
    'shutting-down 10.1.0.3',
    'remove-destination 10.1.0.3',
    'remove-service 10.9.9.1',
  ])
  assert.deepEqual(story.kernel, [])
})

test('a verdict after stop is about nothing', () => {
  const story = begin()
  story.plan([service(three)])
  story.tell({ is: 'stop' })
  assert.deepEqual(story.verdict(1, 'down'), [])
})

test('what a killed daemon left in the kernel is adopted: only what differs is touched', () => {
  const { address: vip, protocol, port, scheduler } = service([])
  const entry = {
    service: { protocol, address: vip, port, scheduler, persistence: undefined },
    destinations: [
      { address: address('10.1.0.1'), port: 80, forwarding: 'nat', weight: 1 },
      { address: address('10.1.0.2'), port: 80, forwarding: 'nat', weight: 7 },
      { address: address('10.1.0.9'), port: 80, forwarding: 'nat', weight: 1 },
    ],
  } as const
  const story = begin()
  assert.deepEqual(story.plan([service(three)], [entry]), [
    'remove-destination 10.1.0.9',
    'change-destination 10.1.0.2 nat 1',
    'gained 1 0 sum 2',
    'run qup',
  ])
  assert.deepEqual(
    story.verdict(3, 'up'),
    ['added 10.1.0.3', 'add-destination 10.1.0.3 nat 1', 'run up3'],
    'it was down when the daemon was killed',
  )
})

test('adopted with weight 0 by inhibit_on_failure: stays there until its first success', () => {
  const { address: vip, protocol, port, scheduler } = service([])
  const entry = {
    service: { protocol, address: vip, port, scheduler, persistence: undefined },
    destinations: [{ address: address('10.1.0.1'), port: 80, forwarding: 'nat', weight: 0 }],
  } as const
  const story = begin()
  assert.deepEqual(story.plan([service([server(1, { inhibitOnFailure: true })])], [entry]), [])
  assert.ok(story.verdict(1, 'up').includes('change-destination 10.1.0.1 nat 1'))
})

test('adopted without checks: always up', () => {
  const { address: vip, protocol, port, scheduler } = service([])
  const held = { protocol, address: vip, port, scheduler, persistence: undefined }
  const story = begin()
  story.plan([service([server(1, { checks: [] })])], [{ service: held, destinations: [] }])
  assert.deepEqual(story.kernel, ['10.9.9.1 wrr: 10.1.0.1 nat 1'])
})

test('a real server of this very host stays as the kernel made it', () => {
  const { address: vip, protocol, port, scheduler } = service([])
  const entry = {
    service: { protocol, address: vip, port, scheduler, persistence: undefined },
    destinations: [{ address: address('10.1.0.1'), port: 80, forwarding: 'local', weight: 1 }],
  } as const
  const commands = begin().plan([service([server(1)])], [entry])
  assert.deepEqual(commands, ['gained 1 0 sum 1', 'run qup'])
})

test('a kernel that gets ipvs only later is told everything then, and no script runs again', () => {
  const story = begin()
  story.plan([service(three)])
  story.verdict(2, 'down')
  assert.deepEqual(story.tell({ is: 'kernel', present: [] }).slice(1), [
    'add-destination 10.1.0.1 nat 1',
    'add-destination 10.1.0.3 nat 1',
  ])
})

test('services do not disturb each other', () => {
  const story = begin()
  story.plan([service([server(1)]), service([server(2)], { address: address('10.9.9.2') })])
  story.verdict(1, 'down')
  assert.deepEqual(story.kernel, ['10.9.9.1 wrr: ', '10.9.9.2 wrr: 10.1.0.2 nat 1'])
})

test('what the configuration says twice has keys of its own, and the name that it always had', () => {
  const twice = planOf([service([server(1, { checks: [check(), check()] })]), service([server(1)])])
  const checks = twice.flatMap(({ servers }) => servers).flatMap((item) => item.checks)
  assert.equal(new Set(checks.map(({ key }) => key)).size, 3)
  assert.equal(new Set(twice.map(({ key }) => key)).size, 2)
  assert.deepEqual([...new Set(twice.map(({ name }) => name))], ['[10.9.9.1]:tcp:80'])
})

test('whatever the checks say, the kernel has exactly what is wanted, and scripts go with the quorum', () => {
  const verdicts = fc.array(
    fc.tuple(fc.integer({ min: 1, max: 3 }), fc.constantFrom('up' as const, 'down' as const)),
  )
  const settings = fc.record({
    quorum: fc.integer({ min: 1, max: 4 }),
    hysteresis: fc.nat(1),
    inhibitOnFailure: fc.boolean(),
    alpha: fc.boolean(),
  })
  fc.assert(
    fc.property(settings, verdicts, ({ quorum, hysteresis, inhibitOnFailure, alpha }, told) => {
      const story = begin()
      const checks = [check(80, { alpha })]
      const servers = [1, 2, 3].map((number) => server(number, { inhibitOnFailure, checks, weight: number }))
      const lines = story.plan([service(servers, { quorum, hysteresis })])
      for (const [number, verdict] of told) lines.push(...story.verdict(number, verdict))
      const [state] = story.state.services
      assert.ok(state)
      const wanted = wantedDestinations(state).map(({ address: to, weight }) => `${to} nat ${weight}`)
      assert.deepEqual(
        story.kernel[0]?.split(': ')[1]?.split(', ').toSorted(),
        wanted.length === 0 ? [''] : wanted.toSorted(),
      )
      const scripts = lines.filter((text) => /^run q/.test(text))
      for (const [index, script] of scripts.entries()) {
        assert.equal(script, index % 2 === 0 ? 'run qup' : 'run qdown')
      }
    }),
  )
})
