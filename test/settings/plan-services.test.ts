/** The plan and the machine that asks the kernel agree about virtual and real servers. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { address } from '../../src/base/address.ts'
import type { KernelCommand } from '../../src/lvs/kernel.ts'
import { step } from '../../src/lvs/machine.ts'
import { planServices } from '../../src/lvs/plan.ts'
import type { VirtualServer } from '../../src/lvs/settings.ts'
import { type LvsEffect, type LvsState, nothing } from '../../src/lvs/state.ts'
import { planOf, type ReloadPlan } from '../../src/settings/plan/plan.ts'
import { check, server, service } from '../lvs/story.ts'
import { sideOf } from './plan-sides.ts'

const servers = fc.uniqueArray(
  fc.record({
    number: fc.integer({ min: 1, max: 4 }),
    weight: fc.constantFrom(0, 0, 1, 5),
    forwarding: fc.constantFrom<'nat' | 'dr'>('nat', 'nat', 'dr'),
    inhibitOnFailure: fc.boolean(),
    port: fc.constantFrom(80, 81),
  }),
  { selector: ({ number }) => number, maxLength: 4, minLength: 1 },
)
const services = fc
  .uniqueArray(
    fc.record({
      number: fc.integer({ min: 1, max: 3 }),
      protocol: fc.constantFrom<'tcp' | 'udp'>('tcp', 'tcp', 'udp'),
      scheduler: fc.constantFrom('wrr', 'wrr', 'rr'),
      persistence: fc.constantFrom(undefined, undefined, { seconds: 60, mask: 0xffffffff }),
      quorum: fc.constantFrom(1, 1, 2),
      virtualHost: fc.constantFrom(undefined, 'example.org'),
      servers,
    }),
    { selector: ({ number }) => number, maxLength: 3 },
  )
  .map((all): readonly VirtualServer[] =>
    all.map(({ number, servers: inside, ...given }) => {
      const real = inside.map(({ number: one, port, ...more }) =>
        server(one, { ...more, checks: [check(port)] }),
      )
      return service(real, { ...given, address: address(`10.9.9.${number}`) })
    }),
  )

function applied(state: LvsState, all: readonly VirtualServer[]): readonly [LvsState, readonly LvsEffect[]] {
  const identity = (one: { readonly is: string }) => ('port' in one ? `${one.port}` : one.is)
  return step(state, { is: 'plan', plan: planServices({ services: all }, identity), present: [] })
}

/** Names of what the kernel is told, as steps have them. */
function told(effects: readonly LvsEffect[], verbs: readonly KernelCommand['is'][]): string[] {
  const names = effects.flatMap((effect) => {
    if (effect.do !== 'kernel' || !verbs.includes(effect.command.is)) return []
    const { command } = effect
    const { address: at, port, protocol } = command.service
    const whole = `virtual_server ${at} ${port} ${protocol.toUpperCase()}`
    return 'destination' in command
      ? [`${whole}: real_server ${command.destination.address} ${command.destination.port}`]
      : [whole]
  })
  return [...new Set(names)].sort()
}

function named({ steps }: ReloadPlan, costs: readonly string[]): string[] {
  return steps
    .filter(({ cost }) => costs.includes(cost))
    .map(({ keyword, name, inside }) =>
      [...(inside === undefined ? [] : [inside]), `${keyword} ${name}`].join(': '),
    )
    .sort()
}

/** Whole services take their servers along, of which the plan only says how many. */
function withoutServersOf(names: readonly string[], whole: readonly string[]): string[] {
  return names.filter((name) => !whole.some((one) => name.startsWith(`${one}: `)))
}

/** Services that go on, and begin or cease to have a real server that takes new connections. */
function flipped(old: readonly VirtualServer[], now: readonly VirtualServer[], takes: boolean): string[] {
  const named = (all: readonly VirtualServer[]) =>
    new Map(
      all.map((one) => [
        `virtual_server ${one.address} ${one.port} ${one.protocol.toUpperCase()}`,
        one.realServers.some(({ weight }) => weight > 0),
      ]),
    )
  const before = named(old)
  return [...named(now)]
    .filter(([name, after]) => after === takes && before.get(name) === !takes)
    .map(([name]) => name)
}

test('what the plan says of services is what the kernel is asked for', () => {
  const seen = { added: 0, removed: 0, changed: 0, silent: 0, none: 0 }
  fc.assert(
    fc.property(services, services, (old, now) => {
      const [state] = applied(nothing, old)
      const [, effects] = applied(state, now)
      const plan = planOf(sideOf({ lvs: { services: old } }), sideOf({ lvs: { services: now } }))
      const removed = told(effects, ['remove-service', 'remove-destination'])
      const added = told(effects, ['add-service', 'add-destination'])
      const changed = told(effects, ['change-service', 'change-destination'])
      const [silent, again] = [flipped(old, now, false), flipped(old, now, true)]
      const gone = [...withoutServersOf(removed, removed), ...silent].sort()
      const come = [...withoutServersOf(added, added), ...again].sort()
      assert.deepEqual(gone, named(plan, ['interrupted']))
      assert.deepEqual(come, named(plan, ['starts', 'arrives']))
      const judged = new Set([...silent, ...again])
      assert.deepEqual(
        changed.filter((name) => !judged.has(name)),
        named(plan, ['balance']),
      )
      assert.equal(plan.visible, gone.length + come.length > 0)
      seen.added += added.length
      seen.removed += removed.length
      seen.changed += changed.length
      seen.silent += silent.length
      if (effects.every(({ do: kind }) => kind !== 'kernel')) seen.none++
    }),
    { numRuns: 1_000 },
  )
  for (const [what, count] of Object.entries(seen)) assert.ok(count > 20, `${what}: only ${count}`)
})
