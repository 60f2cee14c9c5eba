/** The checker's inside with a clock, a network and a kernel of paper. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { err, ok } from '../../src/base/result.ts'
import { type Micros, micros, seconds, toSeconds } from '../../src/base/time.ts'
import type { Connect, Connected } from '../../src/check/kind.ts'
import { openCheckHost } from '../../src/daemon/checks/check-host.ts'
import type { FromChecker } from '../../src/daemon/messages.ts'
import type { Ipvs, Refusal } from '../../src/io/ipvs.ts'
import type { IpvsCommand } from '../../src/netlink/ipvs.ts'
import { server, service } from '../lvs/story.ts'

interface Paper {
  /** What is up: addresses that accept connections. */
  readonly up: Set<string>
  readonly told: string[]
  readonly commands: string[]
  ipvs: 'there' | 'missing' | 'refusing'
  closed: boolean
  /** Lets the time pass, and everything happen that is due. */
  pass(duration: number): void
}

function open() {
  let clock = seconds(0)
  let alarm: { at: Micros | undefined; onDue: () => void } | undefined
  const pending: (() => void)[] = []
  const paper: Paper = {
    up: new Set(['10.1.0.1', '10.1.0.2']),
    told: [],
    commands: [],
    ipvs: 'there',
    closed: false,
    pass: (duration) => {
      const until = micros(clock + seconds(duration))
      while (alarm?.at !== undefined && alarm.at <= until) {
        clock = alarm.at
        alarm.at = undefined
        alarm.onDue()
        for (const end of pending.splice(0)) end()
      }
      clock = until
    },
  }
  const ipvs: Ipvs = {
    version: '1.2.1',
    carryOut: (commands) => {
      if (paper.ipvs === 'refusing') return commands.map(refuse)
      paper.commands.push(commands.map(({ is }) => is).join(' '))
      return []
    },
    list: () => ok([]),
    close: () => {
      paper.closed = true
    },
  }
  const host = openCheckHost({
    ports: {
      connect: paperNetwork(paper, pending),
    },
    now: () => clock,
    openAlarm: (onDue) => {
      alarm = { at: undefined, onDue }
      return {
        set: (at) => {
          if (alarm !== undefined) alarm.at = at
        },
        close: () => {
          alarm = undefined
        },
      }
    },
    openIpvs: async () =>
      paper.ipvs === 'missing'
        ? err({ code: 'ENOENT', text: 'this kernel has no IPVS', doing: 'looking' })
        : ok(ipvs),
    chance: () => 0,
    tell: (message) => paper.told.push(`${toSeconds(clock)} ${text(message)}`),
  })
  return { host, paper }
}

/** Every attempt ends when the clock has moved. */
function paperNetwork(paper: Paper, pending: (() => void)[]): Connect {
  const connected: Connected = { is: 'connected' }
  const refused: Connected = { is: 'failed', code: 'ECONNREFUSED', text: '' }
  return {
    connect: ({ target }, onEnd) => {
      let cancelled = false
      pending.push(() => {
        if (!cancelled) onEnd(paper.up.has(target.address) ? connected : refused)
      })
      return {
        cancel: () => {
          cancelled = true
        },
      }
    },
  }
}

function refuse(command: IpvsCommand): Refusal {
  return { command, failure: { code: 'EPERM', text: 'operation not permitted', doing: 'a request' } }
}

function text(message: FromChecker): string {
  if (message.is === 'owes') return `owes ${message.owed.command.argv.join(' ')}`
  if (message.is !== 'event') return message.is
  const { event } = message
  if (event.is === 'ipvs-refused') return `refused ${event.doing} ${event.what}: ${event.code}`
  if (event.is === 'no-ipvs') return `no-ipvs ${event.code}`
  return 'change' in event ? `${event.is} ${event.change}` : event.is
}

const settings = { services: [service([server(1)])] }

test('a server goes down and comes back: events and owed commands in order, with retries', async () => {
  const { host, paper } = open()
  await host.configure(settings)
  assert.deepEqual(paper.commands, ['add-service add-destination'], 'in one go')
  assert.deepEqual(paper.told.splice(0), ['0 quorum gained', '0 owes qup', '0 activated'])
  paper.pass(2)
  assert.deepEqual(paper.told.splice(0), ['1 check-succeeded'])
  paper.up.clear()
  paper.pass(7)
  assert.deepEqual(paper.told.splice(0), [
    '8 check-failed',
    '8 server removed',
    '8 owes down1',
    '8 quorum lost',
    '8 owes qdown',
  ])
  paper.up.add('10.1.0.1')
  paper.pass(6)
  assert.deepEqual(paper.told.splice(0), [
    '14 check-succeeded',
    '14 server added',
    '14 owes up1',
    '14 quorum gained',
    '14 owes qup',
  ])
  assert.deepEqual(paper.commands.slice(1), ['remove-destination', 'add-destination'])
})

test('without IPVS: told once, checks and scripts go on', async () => {
  const { host, paper } = open()
  paper.ipvs = 'missing'
  await host.configure(settings)
  await host.configure(settings)
  paper.up.clear()
  paper.pass(2)
  const said = paper.told.map((line) => line.replace(/^\S+ /, ''))
  assert.equal(said.filter((line) => line === 'no-ipvs ENOENT').length, 1)
  assert.ok(said.includes('owes down1'))
  assert.deepEqual(paper.commands, [])
})

test('IPVS that is there at the next reload gets everything then', async () => {
  const { host, paper } = open()
  paper.ipvs = 'missing'
  await host.configure(settings)
  paper.ipvs = 'there'
  await host.configure(settings)
  assert.deepEqual(paper.commands, ['add-service add-destination'])
})

test('without virtual servers the kernel is not asked', async () => {
  const { host, paper } = open()
  paper.ipvs = 'missing'
  await host.configure({ services: [] })
  assert.deepEqual(paper.told, [])
})

test('what the kernel refuses is told with what it was about', async () => {
  const { host, paper } = open()
  paper.ipvs = 'refusing'
  await host.configure(settings)
  assert.deepEqual(paper.told.slice(0, 2), [
    '0 refused adding service 10.9.9.1:tcp:80: EPERM',
    '0 refused adding destination 10.9.9.1:tcp:80 -> 10.1.0.1:80: EPERM',
  ])
})

test('a reload leaves the appointment of a check alone and tells of new ones only', async () => {
  const { host, paper } = open()
  await host.configure(settings)
  paper.pass(2)
  paper.told.length = 0
  await host.configure({ services: [service([server(1), server(2)])] })
  assert.deepEqual(paper.told.splice(0), ['2 activated'])
  paper.pass(1)
  assert.deepEqual(paper.told.splice(0), ['3 check-succeeded'], 'the new one, after its second')
})

test('a check that a reload takes away does not run any more, nor end', async () => {
  const { host, paper } = open()
  await host.configure({ services: [service([server(1), server(2)])] })
  paper.pass(0)
  await host.configure({ services: [service([server(2)])] })
  paper.told.length = 0
  paper.up.clear()
  paper.pass(2)
  const failed = paper.told.filter((line) => line.endsWith('check-failed'))
  assert.equal(failed.length, 1, 'the one that stayed')
})

test('stop: what is ours leaves the kernel, no check ends any more, and it happens once', async () => {
  const { host, paper } = open()
  await host.configure(settings)
  host.stop()
  host.stop()
  paper.pass(100)
  assert.deepEqual(paper.commands, ['add-service add-destination', 'remove-destination remove-service'])
  assert.ok(paper.closed)
  assert.equal(paper.told.at(-1), '0 server shutting-down')
})

test('stop while IPVS is still being opened: nothing is put there afterwards', async () => {
  const { host, paper } = open()
  const configured = host.configure(settings)
  host.stop()
  await configured
  assert.deepEqual(paper.commands, [])
})
