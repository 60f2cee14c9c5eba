/** linkbeat: interfaces that are asked for their link. keepalived.conf(5), linkbeat_interfaces. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { err, ok } from '../../src/base/result.ts'
import { openLinkPolling } from '../../src/daemon/kernel/link-polling.ts'
import type { LinkMethod, LinkProbe } from '../../src/io/link-state.ts'

/** A driver: what it can, and whether there is a link; undefined: there is no such interface. */
type Driver = { readonly can: readonly LinkMethod[]; up: boolean } | undefined

function stage(drivers: Record<string, Driver>) {
  const asked: string[] = []
  const changed: string[] = []
  let poll: (() => void) | undefined
  const ask: LinkProbe['ask'] = (name, method) => {
    asked.push(`${name} ${method}`)
    const driver = drivers[name]
    if (driver === undefined) return err({ code: 'ENODEV', text: 'no such device', doing: 'asking' })
    if (driver.can.includes(method)) return ok(driver.up)
    return err({ code: 'EOPNOTSUPP', text: 'not supported', doing: 'asking' })
  }
  const polling = openLinkPolling({
    probe: { ask },
    every: (run) => {
      poll = run
      return () => {
        poll = undefined
      }
    },
    onChange: (name) => changed.push(name),
  })
  return { polling, asked, changed, tick: () => poll?.(), isTicking: () => poll !== undefined }
}

test('it begins with what the driver says, and tells every change', () => {
  const eth0 = { can: ['MII'] as const, up: false }
  const { polling, changed, tick } = stage({ eth0 })
  polling.configure([{ interface: 'eth0', by: undefined }])
  assert.equal(polling.isUp('eth0'), false)
  eth0.up = true
  tick()
  tick()
  assert.equal(polling.isUp('eth0'), true)
  assert.deepEqual(changed, ['eth0', 'eth0'])
})

test('MII, then ETHTOOL, then IOCTL, as the driver can; what it cannot is not asked again', () => {
  const { polling, asked, tick } = stage({ eth0: { can: ['IOCTL'], up: true } })
  polling.configure([{ interface: 'eth0', by: undefined }])
  tick()
  assert.deepEqual(asked, ['eth0 MII', 'eth0 ETHTOOL', 'eth0 IOCTL', 'eth0 IOCTL'])
})

test('the way that is given comes first, and the others where the driver cannot do it', () => {
  const { polling, asked } = stage({
    eth0: { can: ['ETHTOOL', 'MII'], up: true },
    eth1: { can: ['MII'], up: true },
  })
  polling.configure([
    { interface: 'eth0', by: 'ETHTOOL' },
    { interface: 'eth1', by: 'ETHTOOL' },
  ])
  assert.deepEqual(asked, ['eth0 ETHTOOL', 'eth1 ETHTOOL', 'eth1 MII'])
})

test('an interface that comes back may have another driver', () => {
  const drivers: Record<string, Driver> = { eth0: { can: ['IOCTL'], up: true } }
  const { polling, asked, tick } = stage(drivers)
  polling.configure([{ interface: 'eth0', by: undefined }])
  drivers['eth0'] = undefined
  tick()
  assert.equal(polling.isUp('eth0'), false)
  drivers['eth0'] = { can: ['MII'], up: true }
  tick()
  assert.equal(asked.at(-1), 'eth0 MII')
  assert.equal(polling.isUp('eth0'), true)
})

test('of others nothing is said, and nobody asks when nothing is polled', () => {
  const { polling, isTicking } = stage({ eth0: { can: ['MII'], up: false } })
  assert.equal(polling.isUp('eth1'), true)
  polling.configure([{ interface: 'eth0', by: undefined }])
  assert.equal(isTicking(), true)
  polling.configure([])
  assert.equal(isTicking(), false)
  assert.equal(polling.isUp('eth0'), true)
})
