/**
 * VMACs made by what the VRRP worker makes them with, in a network namespace of this process: the kernel is
 * real, everything else is left out. Waits for nothing: the kernel answers at once.
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { before, describe, test } from 'node:test'
import { macFromBytes } from '../../src/base/address.ts'
import { openKernelSettings } from '../../src/daemon/kernel/kernel-settings.ts'
import { openVirtualLinks, type VirtualLinks } from '../../src/daemon/kernel/virtual-links.ts'
import { loadNative } from '../../src/io/native.ts'
import { openNetlink } from '../../src/io/netlink.ts'
import { sysctls } from '../../src/io/sysctl.ts'
import type { VirtualLinkEvent } from '../../src/vrrp/virtual-link-events.ts'
import type { VirtualLinkSettings } from '../../src/vrrp/virtual-links.ts'
import { cannotMakeNamespaces, enterNewNamespace, ip } from '../io/namespace.ts'

const native = cannotMakeNamespaces === false ? loadNative() : undefined

const vmac4: VirtualLinkSettings = {
  ...{ name: 'vrrp.51', base: 'left', group: undefined, notifyByNetlink: false, instances: ['A'] },
  kind: { is: 'macvlan', mac: macFromBytes(Uint8Array.of(0, 0, 0x5e, 0, 1, 51)) },
  ...{ family: 'ipv4', carriesIpv6: false, needsLinkLocal: false, address: undefined },
}
const vmac6: VirtualLinkSettings = {
  ...vmac4,
  ...{ name: 'vrrp6.51', instances: ['B'], family: 'ipv6', carriesIpv6: true, needsLinkLocal: true },
  kind: { is: 'macvlan', mac: macFromBytes(Uint8Array.of(0, 0, 0x5e, 0, 2, 51)) },
}

function read(path: string): string {
  return readFileSync(`/proc/sys/net/${path}`, 'latin1').trim()
}

function baseSettings(): readonly string[] {
  return ['arp_ignore', 'arp_filter'].map((key) => read(`ipv4/conf/left/${key}`))
}

interface Shown {
  readonly ifname: string
  readonly link: string
  readonly address: string
  readonly flags: readonly string[]
  readonly group: string
  readonly linkinfo: { readonly info_kind: string; readonly info_data: { readonly mode: string } }
  readonly inet6_addr_gen_mode: string
}

function shown(name: string): Shown | undefined {
  const all: readonly Shown[] = JSON.parse(
    execFileSync('ip', ['-j', '-d', 'link', 'show'], { encoding: 'utf8' }),
  )
  return all.find(({ ifname }) => ifname === name)
}

/** Something like a life of the VRRP worker. */
function open(): { readonly links: VirtualLinks; readonly told: VirtualLinkEvent[] } {
  if (native === undefined) throw new Error('there is no namespace')
  const opened = openNetlink(native, 'route')
  if (!opened.ok) throw new Error(opened.error.text)
  const told: VirtualLinkEvent[] = []
  const kernel = openKernelSettings({ sysctls, onRefused: ({ text }) => assert.fail(text) })
  const links = openVirtualLinks({ socket: opened.value, sysctls, kernel, tell: (event) => told.push(event) })
  return { links, told }
}

describe('virtual links', { skip: cannotMakeNamespaces }, () => {
  before(async () => {
    if (native !== undefined) await enterNewNamespace(native)
  })

  test('K13: a VMAC is a private macvlan with the MAC address of the RFC and settings', () => {
    const { links, told } = open()
    links.configure([vmac4])
    const link = shown('vrrp.51')
    assert.deepEqual(
      [link?.link, link?.address, link?.linkinfo.info_kind, link?.linkinfo.info_data.mode],
      ['left', '00:00:5e:00:01:33', 'macvlan', 'private'],
    )
    assert.equal(link?.inet6_addr_gen_mode, 'none')
    assert.ok(link?.flags.includes('UP'))
    const keys = ['arp_ignore', 'accept_local', 'rp_filter', 'promote_secondaries', 'arp_filter']
    assert.deepEqual(
      keys.map((key) => read(`ipv4/conf/vrrp.51/${key}`)),
      ['1', '1', '0', '1', '0'],
    )
    assert.equal(read('ipv6/conf/vrrp.51/disable_ipv6'), '1')
    assert.deepEqual(baseSettings(), ['1', '1'])
    assert.deepEqual(
      told.map(({ is }) => is),
      ['virtual-link-made'],
    )
    links.close()
  })

  test('it is in the group of the interface below, or in its own', () => {
    ip('link set left group 9')
    const { links } = open()
    links.configure([vmac4])
    assert.equal(shown('vrrp.51')?.group, '9')
    links.configure([{ ...vmac4, group: 7 }])
    assert.equal(shown('vrrp.51')?.group, '7', 'a reload changes it in place')
    links.close()
    ip('link set left group 0')
  })

  test('what goes, goes in one step; others of the host stay', () => {
    const { links, told } = open()
    const many = Array.from({ length: 20 }, (_, at) => ({
      ...vmac4,
      name: `many.${at}`,
      kind: { is: 'macvlan', mac: macFromBytes(Uint8Array.of(0, 0, 0x5e, 0, 1, at + 1)) } as const,
    }))
    ip('link add mine link left type macvlan')
    links.configure(many)
    assert.ok(shown('many.19'))
    links.close()
    assert.ok(shown('mine') && shown('left'))
    assert.ok(many.every(({ name }) => shown(name) === undefined))
    assert.equal(told.filter(({ is }) => is === 'virtual-link-removed').length, 20)
    ip('link delete mine')
  })

  test('K14: at a stop the VMAC goes, the one below is as it was (quirk kernelSettingsRestored)', () => {
    writeFileSync('/proc/sys/net/ipv4/conf/left/arp_ignore', '2')
    const { links } = open()
    links.configure([vmac4, { ...vmac4, name: 'other', kind: vmac6.kind }])
    assert.deepEqual(baseSettings(), ['1', '1'])
    links.configure([vmac4])
    assert.ok(shown('other'), 'addresses may still be on it')
    links.removeUnwanted()
    assert.equal(shown('other'), undefined, 'a reload no longer wants it')
    assert.deepEqual(baseSettings(), ['1', '1'], 'the first one still needs them')
    links.close()
    assert.equal(shown('vrrp.51'), undefined)
    assert.deepEqual(baseSettings(), ['2', '0'])
    writeFileSync('/proc/sys/net/ipv4/conf/left/arp_ignore', '0')
  })

  test('a setting that somebody else has changed meanwhile stays as it is', () => {
    const { links } = open()
    links.configure([vmac4])
    writeFileSync('/proc/sys/net/ipv4/conf/left/arp_ignore', '4')
    links.close()
    assert.deepEqual(baseSettings(), ['4', '0'])
    writeFileSync('/proc/sys/net/ipv4/conf/left/arp_ignore', '0')
  })

  test('K15: deleted by hand it is made again', () => {
    const { links, told } = open()
    links.configure([vmac4])
    ip('link delete vrrp.51')
    assert.equal(shown('vrrp.51'), undefined)
    links.resynchronise()
    assert.equal(shown('vrrp.51')?.address, '00:00:5e:00:01:33')
    assert.equal(told.filter(({ is }) => is === 'virtual-link-made').length, 2)
    links.close()
  })

  test('what a killed daemon left is taken over, and what it has set is no state of the host', () => {
    const killed = open()
    killed.links.configure([vmac4])
    const { links, told } = open()
    links.configure([vmac4])
    const [made] = told
    assert.ok(made?.is === 'virtual-link-made' && made.adopted)
    links.close()
    assert.equal(shown('vrrp.51'), undefined)
    assert.deepEqual(baseSettings(), ['0', '0'])
  })

  test('one of the name with another MAC address is made anew; one that is no macvlan is not touched', () => {
    ip('link add link left name vrrp.51 address 02:00:00:00:00:99 type macvlan mode bridge')
    const { links, told } = open()
    links.configure([vmac4])
    assert.equal(shown('vrrp.51')?.linkinfo.info_data.mode, 'private')
    assert.deepEqual(
      told.map(({ is }) => is),
      ['virtual-link-incompatible', 'virtual-link-made'],
    )
    links.close()
    ip('link add vrrp.51 type bridge')
    links.configure([vmac4])
    assert.equal(shown('vrrp.51')?.linkinfo.info_kind, 'bridge')
    const last = told.at(-1)
    assert.ok(last?.is === 'virtual-link-refused' && last.code === 'EEXIST')
    links.close()
    assert.ok(shown('vrrp.51'), 'it is not ours')
    ip('link delete vrrp.51')
  })

  test('one that a killed daemon had named otherwise makes room', () => {
    ip('link add link left name old address 00:00:5e:00:01:33 type macvlan mode private')
    ip('link set old up')
    const { links } = open()
    links.configure([vmac4])
    assert.equal(shown('old'), undefined)
    assert.ok(shown('vrrp.51')?.flags.includes('UP'))
    links.close()
  })

  test('without the interface below it waits, and comes with it', () => {
    const { links, told } = open()
    links.configure([{ ...vmac4, base: 'later' }])
    assert.deepEqual(
      told.map(({ is }) => is),
      ['virtual-link-waits'],
    )
    ip('link add later type bridge')
    links.resynchronise()
    assert.equal(shown('vrrp.51')?.link, 'later')
    ip('link delete later')
    links.resynchronise()
    ip('link add later type bridge')
    links.resynchronise()
    assert.equal(shown('vrrp.51')?.link, 'later')
    assert.equal(read('ipv4/conf/later/arp_filter'), '1', 'the new interface gets its settings, too')
    links.close()
    assert.equal(read('ipv4/conf/later/arp_filter'), '0')
    ip('link delete later')
  })

  test('K16: all.rp_filter moves to the interfaces while there is a VMAC, and back', () => {
    writeFileSync('/proc/sys/net/ipv4/conf/all/rp_filter', '1')
    writeFileSync('/proc/sys/net/ipv4/conf/right/rp_filter', '2')
    const filters = () =>
      ['all', 'default', 'left', 'right'].map((name) => read(`ipv4/conf/${name}/rp_filter`))
    const { links, told } = open()
    links.configure([vmac4])
    assert.deepEqual(filters(), ['0', '1', '1', '2'])
    assert.equal(read('ipv4/conf/vrrp.51/rp_filter'), '0')
    links.close()
    assert.deepEqual(filters(), ['1', '0', '0', '2'])
    assert.equal(told.filter(({ is }) => is === 'reverse-path-filter').length, 2)
    writeFileSync('/proc/sys/net/ipv4/conf/all/rp_filter', '0')
  })

  test('a VMAC of IPv6 has the link-local address below it, deprecated, or one of its MAC address', () => {
    const { links } = open()
    const addressesOf = (name: string) =>
      execFileSync('ip', ['-6', 'address', 'show', 'dev', name], { encoding: 'utf8' })
    ip('-6 address flush dev left')
    links.configure([vmac6])
    assert.match(addressesOf('vrrp6.51'), /inet6 fe80::ff:fe00:1\/64 .*nodad deprecated/)
    assert.deepEqual(baseSettings(), ['0', '0'], 'IPv6 needs nothing of the interface below')
    links.close()
    ip('-6 address add fe80::77/64 dev left nodad')
    links.configure([vmac6])
    assert.match(addressesOf('vrrp6.51'), /inet6 fe80::77\/64 .*nodad deprecated/)
    links.close()
  })

  test('K20: a kind that this kernel does not have is told once, and the others are made', () => {
    const { links, told } = open()
    const ipvlan: VirtualLinkSettings = { ...vmac4, name: 'ipv', kind: { is: 'ipvlan', flags: 'bridge' } }
    links.configure([ipvlan, vmac4])
    links.resynchronise()
    assert.ok(shown('vrrp.51'))
    const refused = told.filter(({ is }) => is === 'virtual-link-refused')
    // A kernel that has ipvlan makes it.
    assert.equal(refused.length, shown('ipv') === undefined ? 1 : 0)
    links.close()
    assert.equal(shown('ipv'), undefined)
  })
})
