/**
 * Everything that instances and groups can follow: blocks, entries, and what becomes of weights. The
 * statuses were measured with keepalived 2.2.7 in a network namespace like the example host.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { testStatus } from '../../src/settings/test-status.ts'
import type { Trackers } from '../../src/vrrp/settings.ts'
import { instance, load } from './example-host.ts'

const file = 'track_file f {\nfile /run/load\n}\n'
const process = 'vrrp_track_process p {\nprocess foo\n}\n'
const script = 'vrrp_script s {\nscript </run/ok\n}\n'
const bfd = 'bfd_instance b {\nneighbor_ip 192.0.2.3\n}\n'
const other = (more = '') => instance(more, 'B').replace('id 10', 'id 11').replace('0.0.1', '0.0.2')
const group = (more = '') => `vrrp_sync_group G {\ngroup { A B }\n${more}\n}\n`
const free = 'sync_group_tracking_weight'

/** What counts for the status, without the lines that say that nothing happens yet. */
function said(text: string): string[] {
  const loaded = load(text)
  const codes = loaded.diagnostics.map(({ code, severity }) => (severity === 'note' ? `(${code})` : code))
  return codes.filter((code) => code !== '(no-effect-yet)')
}

/** The entries that are left, in short: `f*5`, `f*5r` with reverse. */
function left(text: string, list: keyof Trackers, name = 'A'): string[] {
  const found = load(text).settings?.vrrp.instances.find((one) => one.name === name)
  return shown(found, list)
}

function shown(of: Trackers | undefined, list: keyof Trackers): string[] {
  return (of?.[list] ?? []).map((one) => `${one.name}*${one.weight}${one.reverse ? 'r' : ''}`)
}

function status(text: string): number {
  return testStatus(load(text).diagnostics)
}

/** What an entry comes to, by kind: the weight that is left or nothing, and what is said. */
describe('entries', () => {
  const kinds = {
    trackInterfaces: ['track_interface', 'eth1', ''],
    trackScripts: ['track_script', 's', script],
    trackFiles: ['track_file', 'f', file],
    trackProcesses: ['track_process', 'p', process],
    trackBfd: ['track_bfd', 'b', bfd],
  } as const satisfies Record<keyof Trackers, readonly [string, string, string]>
  type Cell = readonly [left: string, ...codes: string[]]
  const whole: readonly (readonly [string, Readonly<Record<keyof Trackers, Cell>>])[] = [
    ['', cells(['*0'], { trackFiles: ['*1'] })],
    [' foo', cells(['', 'bad-weight'], {})],
    [' reverse', cells(['', 'bad-weight'], {})],
    [' weight', cells(['', 'bad-weight'], {})],
    [' weight x', cells(['*0', 'bad-weight'], { trackFiles: ['*1', 'bad-weight'] })],
    [' weight 253', cells(['*253'], {})],
    [
      ' weight 254',
      cells(['*253', 'bad-weight'], {
        trackFiles: ['*254'],
        trackProcesses: ['*254'],
        trackBfd: ['*0', 'bad-weight'],
      }),
    ],
    [' weight 255', cells(['*0', 'bad-weight'], { trackFiles: ['*1', 'bad-weight'] })],
    [' weight 5 reverse', cells(['*5r'], {})],
    [' weight 5 reverse more', cells(['*5r'], {})],
    [' weight 5 noreverse', cells(['*5'], { trackInterfaces: ['*5', 'bad-weight'] })],
    [
      ' weight 5 foo',
      cells(['*5', 'bad-weight'], { trackFiles: ['', 'bad-weight'], trackBfd: ['', 'bad-weight'] }),
    ],
  ]
  function cells(all: Cell, but: Partial<Record<keyof Trackers, Cell>>): Record<keyof Trackers, Cell> {
    return {
      ...{ trackInterfaces: all, trackScripts: all, trackFiles: all, trackProcesses: all, trackBfd: all },
      ...but,
    }
  }
  for (const [words, wanted] of whole) {
    for (const [list, [keyword, name, definition]] of Object.entries(kinds)) {
      test(`${keyword} { ${name}${words} }`, () => {
        const text = `${definition}${instance(`${keyword} {\n${name}${words}\n}`)}`
        const [rest, ...codes] = wanted[list as keyof Trackers]
        assert.deepEqual(left(text, list as keyof Trackers), rest === '' ? [] : [`${name}${rest}`])
        const unused = rest === '' && list === 'trackScripts' ? ['script-unused'] : []
        assert.deepEqual(said(text), [...codes, ...unused])
        assert.equal(status(text), codes.length === 0 ? 0 : 5)
      })
    }
  }
  for (const [list, [keyword, name, definition]] of Object.entries(kinds)) {
    test(`${keyword}: the first of two entries counts`, () => {
      const text = `${definition}${instance(`${keyword} {\n${name} weight 5\n${name} weight 6\n}`)}`
      assert.deepEqual(left(text, list as keyof Trackers), [`${name}*5`])
      assert.deepEqual(said(text), ['tracked-twice'])
      assert.equal(status(text), 5)
    })
  }
  for (const [list, [keyword, name, definition]] of Object.entries(kinds).slice(1)) {
    test(`${keyword}: what stands further down is not found`, () => {
      const use = `${keyword} {\n${name}\n}`
      const late = `${instance(use)}${definition}`
      assert.deepEqual(left(late, list as keyof Trackers), [])
      assert.ok(said(late).includes('defined-after-use'))
      assert.equal(status(late), 5)
      const lateForGroup = `${group(use)}${definition}${instance()}${other()}`
      assert.ok(said(lateForGroup).includes('defined-after-use'))
      const between = `${instance()}${definition}${group(use)}${other()}`
      assert.deepEqual(
        left(between, list as keyof Trackers),
        left(`${definition}${instance(use)}`, list as keyof Trackers),
      )
    })
    test(`${keyword}: an unknown name is not tracked, and the nearest is suggested`, () => {
      const loaded = load(`${definition}${instance(`${keyword} {\n${name}x\n}`)}`)
      const unknown = loaded.diagnostics.find(({ code }) => /^unknown-/.test(code))
      assert.equal(unknown?.suggestion, name)
    })
  }
  test('noreverse undoes the reverse of the definition, an entry without it keeps it', () => {
    const reversed = file.replace('load\n', 'load\nweight 2 reverse\n')
    const of = (entry: string) => left(`${reversed}${instance(`track_file {\n${entry}\n}`)}`, 'trackFiles')
    assert.deepEqual(of('f'), ['f*2r'])
    assert.deepEqual(of('f weight 3'), ['f*3r'])
    assert.deepEqual(of('f weight 3 noreverse'), ['f*3'])
  })
  test('of two blocks with one name the first counts, silently', () => {
    const twice = `${file}${file.replace('load\n', 'other\nweight 7\n')}${instance('track_file { f }')}`
    assert.deepEqual(left(twice, 'trackFiles'), ['f*1'])
    assert.deepEqual(said(twice), ['(tracker-shadowed)'])
    assert.equal(load(twice).settings?.tracks.files[0]?.path, '/run/load')
  })
  test('a bfd_instance for the checker alone is not known to VRRP', () => {
    const of = (rows: string) => `${bfd.replace('3\n', `3\n${rows}\n`)}${instance('track_bfd { b }')}`
    assert.deepEqual(said(of('checker')), ['unknown-bfd'])
    assert.deepEqual(left(of('checker\nvrrp'), 'trackBfd'), ['b*0'])
  })
})

describe('track_interface', () => {
  test('an interface that is not there ends VRRP, unless interfaces may come', () => {
    const loaded = load(instance('track_interface { ethz }'))
    assert.deepEqual([loaded.fatal, status(instance('track_interface { ethz }'))], [true, 5])
    const dynamic = `global_defs {\ndynamic_interfaces\n}\n${instance('track_interface { ethz weight 5 }')}`
    assert.deepEqual(left(dynamic, 'trackInterfaces'), ['ethz*5'])
    assert.deepEqual(said(dynamic), [])
  })
  test('the own interface is followed anyway, so its entry is dropped', () => {
    for (const more of ['', 'dont_track_primary', 'priority 255']) {
      const text = instance(`track_interface { eth0 weight 5 }\n${more}`)
      assert.deepEqual(left(text, 'trackInterfaces'), [], more)
      assert.deepEqual(said(text), ['own-interface-tracked'], more)
    }
  })
  test('an interface with an address of the instance is a fault, whatever its weight', () => {
    const text = (more = '') =>
      instance(
        `virtual_ipaddress_excluded {\n10.0.0.9 dev eth1 ${more}\n}\ntrack_interface { eth1 weight 5 }`,
      )
    assert.deepEqual(left(text(), 'trackInterfaces'), ['eth1*0'])
    assert.deepEqual(said(text()), ['(weight-cannot-count)'])
    assert.deepEqual(left(text('no_track'), 'trackInterfaces'), ['eth1*5'])
  })
})

describe('interfaces that are followed without a word', () => {
  const implicit = (more: string) => load(instance(more)).settings?.tracks.implicit['A']
  const own = { interface: 'eth0', because: 'own' }
  test('its own', () => {
    assert.deepEqual(implicit(''), [own])
    assert.deepEqual(implicit('dont_track_primary'), [])
  })
  test('those of addresses, routes and rules, but for no_track', () => {
    const address = { interface: 'eth1', because: 'address' }
    assert.deepEqual(implicit('virtual_ipaddress_excluded {\n10.0.0.9 dev eth1\n}'), [own, address])
    assert.deepEqual(implicit('virtual_ipaddress_excluded {\n10.0.0.9 dev eth1 no_track\n}'), [own])
    const route = { interface: 'eth1', because: 'route' }
    assert.deepEqual(implicit('virtual_routes {\n10.1.0.0/16 dev eth1\n}'), [own, route])
    assert.deepEqual(implicit('virtual_routes {\n10.1.0.0/16 dev eth1 no_track\n}'), [own])
    const rule = { interface: 'eth1', because: 'rule' }
    assert.deepEqual(implicit('virtual_rules {\nfrom 10.1.0.0/16 iif eth1 table 100\n}'), [own, rule])
  })
})

describe('weights that cannot count', () => {
  const weighted = (list: string, entry: string, definition: string) => [list, entry, definition] as const
  const rows = [
    [weighted('track_interface', 'eth1 weight 5', ''), 'trackInterfaces', ['eth1*0'], []],
    [weighted('track_script', 's weight 5', script), 'trackScripts', [], []],
    [weighted('track_file', 'f', file), 'trackFiles', ['f*0'], ['f*0']],
    [weighted('track_file', 'f weight 1 reverse', file), 'trackFiles', ['f*0r'], ['f*0r']],
    [weighted('track_file', 'f weight -1', file), 'trackFiles', [], []],
    [weighted('track_bfd', 'b weight 5', bfd), 'trackBfd', [], []],
  ] as const
  for (const [[keyword, entry, definition], list, inGroup, ofOwner] of rows) {
    const use = `${keyword} {\n${entry}\n}`
    test(`T27, T28: ${keyword} { ${entry} }: in a sync group ${inGroup}, of an owner ${ofOwner}`, () => {
      const bound = `${definition}${group()}${instance(use)}${other()}`
      assert.deepEqual([left(bound, list), said(bound)], [inGroup, ['weight-cannot-count']])
      const owner = `${definition}${instance(`priority 255\n${use}`)}`
      assert.deepEqual([left(owner, list), said(owner)], [ofOwner, ['weight-cannot-count']])
      assert.deepEqual([status(bound), status(owner)], [5, 5])
      const loose = `${definition}${group(free)}${instance(use)}${other()}`
      assert.deepEqual([left(loose, list).length, said(loose)], [1, []])
    })
  }
  test('processes are not looked at', () => {
    const bound = `${process}${group()}${instance('track_process { p weight 5 }')}${other()}`
    assert.deepEqual([left(bound, 'trackProcesses'), said(bound)], [['p*5'], []])
    const owner = `${process}${instance('priority 255\ntrack_process { p weight 5 }')}`
    assert.deepEqual([left(owner, 'trackProcesses'), said(owner)], [['p*5'], []])
  })
  test('weight 0 may stay everywhere', () => {
    const all = 'track_script { s }\ntrack_file { f weight 0 }\ntrack_bfd { b }\ntrack_interface { eth1 }'
    assert.deepEqual(said(`${script}${file}${bfd}${group()}${instance(all)}${other()}`), [])
    assert.deepEqual(said(`${script}${file}${bfd}${instance(`priority 255\n${all}`)}`), [])
  })
  test('an owner among the members takes the weights of the group', () => {
    const all = 'track_script { s weight 5 }\ntrack_file { f }\ntrack_bfd { b weight 5 }'
    const more = 'track_process { p weight 5 }\ntrack_interface { eth1 weight 5 }'
    const definitions = `${script}${file}${bfd}${process}`
    const text = `${definitions}${group(`${all}\n${more}`)}${instance('priority 255')}${other()}`
    const lost = said(text).filter((code) => code === 'weight-cannot-count')
    assert.equal(lost.length, 5)
    assert.deepEqual(left(text, 'trackScripts', 'B'), ['s*0'])
    assert.deepEqual(left(text, 'trackInterfaces', 'B'), ['eth1*0'])
    assert.deepEqual(shown(load(text).settings?.vrrp.groups[0], 'trackProcesses'), ['p*0'])
  })
})

describe('trackers of a group', () => {
  const all = 'track_script { s weight 20 }\ntrack_file { f weight 6 }\ntrack_process { p weight 7 }'
  const definitions = `${script}${file}${bfd}${process}`
  test('T26: are in each of its members, whatever sync_group_tracking_weight says', () => {
    for (const more of ['', free]) {
      const ofGroup = `${all}\ntrack_interface { eth1 weight 9 }\n${more}`
      const text = `${definitions}${group(ofGroup)}${instance()}${other()}`
      for (const name of ['A', 'B']) {
        assert.deepEqual(left(text, 'trackScripts', name), ['s*20'])
        assert.deepEqual(left(text, 'trackFiles', name), ['f*6'])
        assert.deepEqual(left(text, 'trackProcesses', name), ['p*7'])
        assert.deepEqual(left(text, 'trackInterfaces', name), ['eth1*9'])
      }
      assert.deepEqual(said(text), [])
      assert.deepEqual(
        load(text).settings?.scripts.map(({ name }) => name),
        ['s'],
      )
    }
  })
  test('count before those of the member; keepalived logs it', () => {
    const mine = 'track_script { s weight 7 }\ntrack_file { f weight 16 }\ntrack_process { p weight 17 }'
    const text = `${definitions}${group(`${all}\n${free}`)}${instance(mine)}${other()}`
    assert.deepEqual(left(text, 'trackScripts'), ['s*20'])
    assert.deepEqual(left(text, 'trackFiles'), ['f*6'])
    assert.deepEqual(left(text, 'trackProcesses'), ['p*7'])
    assert.deepEqual(said(text), Array(3).fill('(tracked-by-group-too)'))
  })
  test('but for interfaces, where the member decides', () => {
    const links = (of: string, mine = '') =>
      `${group(`track_interface { ${of} weight 9 }`)}${instance(mine)}${other()}`
    const named = links('eth1', 'track_interface { eth1 }')
    assert.deepEqual(
      [left(named, 'trackInterfaces'), left(named, 'trackInterfaces', 'B')],
      [['eth1*0'], ['eth1*9']],
    )
    assert.deepEqual([said(named), status(named)], [['tracked-by-group-too'], 5])
    const own = links('eth0')
    assert.deepEqual([left(own, 'trackInterfaces'), said(own).length], [[], 2])
    const unowned = links('eth0', 'dont_track_primary').replace(
      'eth0\nvirtual_router_id 11',
      'eth1\nvirtual_router_id 11',
    )
    assert.deepEqual([left(unowned, 'trackInterfaces'), said(unowned)], [['eth0*9'], []])
    const needed = links('eth1', 'virtual_ipaddress_excluded {\n10.0.0.9 dev eth1\n}')
    assert.deepEqual([left(needed, 'trackInterfaces'), said(needed)], [[], []])
  })
  test('an unknown one is said once, not for each member', () => {
    assert.deepEqual(said(`${group('track_script { s }')}${instance()}${other()}`), ['unknown-script'])
  })
})
