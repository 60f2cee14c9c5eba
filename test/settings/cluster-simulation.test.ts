/**
 * The table of failures has no second opinion: nodes with random configurations live on a simulated LAN with
 * the daemon's own router, and who is master there is who the table says.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { address } from '../../src/base/address.ts'
import { compareNodes } from '../../src/settings/cluster/compare.ts'
import type { Failure, FailureTable } from '../../src/settings/cluster/failures.ts'
import { keyOf } from '../../src/settings/cluster/standing.ts'
import { openRouter } from '../../src/vrrp/router.ts'
import type { VrrpSettings } from '../../src/vrrp/settings.ts'
import { openRandom, type Random } from '../simulation/random.ts'
import { crash, type Node, openWorld, run, tell, type World } from '../simulation/world.ts'
import { clusterNodes, sourceOf } from './cluster-nodes.ts'

const second = 1_000_000
const settleMicros = 40 * second

const conditions = {
  lossProbability: 0,
  lostInARowMax: 0,
  delayLeast: 100,
  delayMost: 900,
  duplicateProbability: 0,
}

const watch: World['watch'] = {
  figures: {
    takeOvers: 0,
    disturbances: 0,
    gracefulStops: 0,
    gracefulFailbacks: 0,
    longestTwoMasters: 0,
    longestNoMaster: 0,
  },
  ...{ passing: () => {}, changed: () => {}, disturbed: () => {}, lost: () => {} },
  ...{ stopping: () => {}, goodbye: () => {}, released: () => {}, healed: () => {} },
  ...{ settled: () => {}, heard: () => {}, announced: () => {} },
}

/** Few numbers, so that equal ones meet. */
const priorities = [80, 90, 100, 100, 110, 150] as const

function texts(random: Random): readonly string[] {
  const routers = random.between(1, 3)
  const version = random.pick<2 | 3>([2, 3])
  const isGrouped = routers > 1 && random.chance(0.5)
  return Array.from({ length: random.between(2, 4) }, () => {
    // Groups of which no node can have the whole are rare, or all would be about them.
    const base = isGrouped && random.chance(0.9) ? random.pick(priorities) : undefined
    const instances = Array.from({ length: routers }, (_, index) =>
      instance(random, { index, version, base }),
    )
    const names = Array.from({ length: routers }, (_, index) => `V${index}`)
    const members = random.chance(0.8) ? names : names.slice(0, -1)
    const group = `vrrp_sync_group G {\n group {\n${members.join('\n')}\n}\n sync_group_tracking_weight\n}\n`
    return `${scripts}${isGrouped ? group : ''}${instances.join('')}`
  })
}

const scripts = ['weighted', 'vital', 'other']
  .map((name) => `vrrp_script ${name} {\n script /bin/${name}\n}\n`)
  .join('')

interface Its {
  readonly index: number
  readonly version: 2 | 3
  readonly base: number | undefined
}

function instance(random: Random, its: Its): string {
  const { index } = its
  const odd = () => random.chance(0.05)
  const version = odd() ? 5 - its.version : its.version
  const tracked = [
    ...(random.chance(0.5)
      ? [`weighted weight ${random.pick([-60, -20, -5, 10, 30])}${reverse(random)}`]
      : []),
    ...(random.chance(0.5) ? [`vital weight 0${reverse(random)}`] : []),
    ...(random.chance(0.3) ? [`other weight ${random.pick([-10, 20])}`] : []),
  ]
  return `vrrp_instance V${index} {
 interface eth0
 virtual_router_id ${(odd() ? 90 : 10) + index}
 version ${version}
 ${odd() ? 'state MASTER\n priority 255' : `state BACKUP\n priority ${its.base ?? random.pick(priorities)}`}
 ${random.chance(0.2) ? 'nopreempt' : ''}
 ${odd() ? 'down_timer_adverts 2' : ''}
 advert_int ${odd() ? 2 : 1}
 ${version === 2 && odd() ? 'authentication {\n auth_type PASS\n auth_pass secret\n}' : ''}
 virtual_ipaddress {\n 10.1.0.${index + 1}/24\n}
 track_script {\n${tracked.join('\n')}\n}
}
`
}

function reverse(random: Random): string {
  return random.chance(0.15) ? ' reverse' : ''
}

interface Case {
  readonly seed: number
  readonly table: FailureTable
  readonly settings: readonly VrrpSettings[]
  readonly well: readonly ReadonlySet<string>[]
}

function casesOf(seed: number): readonly Case[] {
  const inputs = clusterNodes(texts(openRandom(seed)))
  const { tables, cluster } = compareNodes(inputs)
  const settings = inputs.map(({ understood }) => understood.vrrp)
  return tables.map((table) => ({ seed, table, settings, well: cluster.well }))
}

function bootAll({ seed, settings, well }: Case): World {
  const nodes = settings.map((one, index) => ({
    name: `n${index}`,
    address: sourceOf(index),
    settings: one,
  }))
  const world: World = { ...openWorld(seed, conditions, nodes), watch }
  for (const [index, node] of world.nodes.entries()) boot(world, node, well[index])
  return world
}

function boot(world: World, node: Node, bad: ReadonlySet<string> | undefined): void {
  node.router = openRouter(node.settings)
  node.state = 'INIT'
  tell(world, node, {
    is: 'link',
    interface: 'eth0',
    link: { up: true, address: node.address, address6: undefined },
  })
  for (const name of ['weighted', 'vital', 'other']) {
    tell(world, node, {
      is: 'report',
      report: { of: 'script', name, verdict: bad?.has(`script ${name}`) === true ? 'bad' : 'good' },
    })
  }
  tell(world, node, { is: 'start' })
}

/** By virtual router of the table: the nodes that are master. */
function mastersOf({ table }: Case, world: World): readonly string[] {
  return table.ensemble.routers.map(({ members }) =>
    members
      .filter(({ node, settings }) => {
        const entries = world.nodes[node.index]?.router?.roster.entries.values() ?? []
        return [...entries].some(
          (entry) => entry.settings.name === settings.name && entry.state.is === 'master',
        )
      })
      .map(({ node }) => node.index)
      .join(' '),
  )
}

function strike({ well }: Case, world: World, failure: Failure): void {
  const flip = (index: number, key: string) => {
    const node = world.nodes[index]
    const name = key.replace(/^script /, '')
    const verdict = well[index]?.has(key) === true ? 'good' : 'bad'
    if (node !== undefined && key.startsWith('script '))
      tell(world, node, { is: 'report', report: { of: 'script', name, verdict } })
    else if (node !== undefined) {
      tell(world, node, {
        is: 'link',
        interface: name,
        link: { up: false, address: node.address, address6: undefined },
      })
      node.linkUp = false
    }
  }
  switch (failure.is) {
    case 'none':
      return
    case 'down':
    case 'back': {
      const node = world.nodes[failure.node]
      if (node === undefined) return
      crash(world, node)
      if (failure.is === 'down') return
      run(world, world.now + settleMicros)
      boot(world, node, well[failure.node])
      return
    }
    case 'trouble': {
      const { kind, name } = failure.watched
      flip(failure.node, kind === 'interface' ? name : keyOf(failure.watched))
      return
    }
    case 'everywhere':
      for (const [index] of world.nodes.entries()) flip(index, keyOf(failure.watched))
  }
}

/** The last ones were wrong once, among thousands. */
const seeds = [...Array.from({ length: 100 }, (_, index) => index + 1), 376, 909, 1133]

test('who is master in a simulated LAN is who the table says, for random clusters and every failure', () => {
  const seen = { sure: 0, open: 0, several: 0, nobody: 0, restless: 0 }
  for (const seed of seeds) {
    for (const one of casesOf(seed)) {
      for (const row of one.table.rows) {
        const world = bootAll(one)
        run(world, settleMicros)
        strike(one, world, row.failure)
        run(world, world.now + settleMicros)
        const masters = mastersOf(one, world)
        for (const [index, { masters: said, restless }] of row.routers.entries()) {
          if (restless) {
            seen.restless++
            continue
          }
          const ways = said.map((nodes) => nodes.join(' '))
          const real = masters[index] ?? ''
          const where = `seed ${seed}, ${JSON.stringify(row.failure)}, virtual router ${index}`
          assert.ok(ways.includes(real), `${where}: ${real || 'nobody'}, not ${JSON.stringify(ways)}`)
          if (ways.length > 1) seen.open++
          else if (real === '') seen.nobody++
          else if (real.includes(' ')) seen.several++
          else seen.sure++
        }
      }
    }
  }
  // All kinds of ends were met, and most of them are not left open.
  assert.ok(seen.sure > 500 && seen.several > 20 && seen.nobody > 20 && seen.open > 20, JSON.stringify(seen))
  assert.ok(seen.open * 2 < seen.sure && seen.restless * 5 < seen.sure, JSON.stringify(seen))
})

test('addresses of the simulated nodes are those of the configuration', () => {
  assert.equal(sourceOf(0), address('192.0.2.2'))
})
