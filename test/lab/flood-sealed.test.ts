/**
 * Floods of everything that is examined with effort, or comes at all: wrong authentication headers, wrong
 * digests, adverts of IPv6 from afar, gratuitous ARP and neighbour advertisements for the VIPs. The master
 * keeps its intervals, and nobody changes its state.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe } from 'node:test'
import { address, type Mac } from '../../src/base/address.ts'
import { gratuitous } from '../../src/wire/arp.ts'
import { composePacket, type Envelope } from '../../src/wire/compose.ts'
import { encodeEthernet, etherTypes } from '../../src/wire/ethernet.ts'
import { unsolicitedAdvertisement } from '../../src/wire/neighbour.ts'
import type { Advert } from '../../src/wire/vrrp.ts'
import { digests } from '../vrrp/examiner.ts'
import { longestGap, startCapture } from './capture.ts'
import { globals, instance, vip } from './configuration.ts'
import type { Daemon } from './daemon.ts'
import { assertAtMost, nowMicros, settles } from './expect.ts'
import { flipped, sender } from './forgery.ts'
import { inject } from './inject.ts'
import { scenario, sideBySide } from './scenario.ts'

const key = 'ab'.repeat(32)
const groups = { ipv4: '01:00:5e:00:00:12' as Mac, ipv6: '33:33:00:00:00:12' as Mac }
const [source, group] = [address('10.0.0.3'), address('224.0.0.18')]
const [source6, group6] = [address('fe80::3'), address('ff02::12')]
const vip6 = address('fe80::64')

function configOf(priority: number): string {
  const ah = 'authentication {\nauth_type AH\nauth_pass secret\n}'
  const hmac = `auth_hmac {\nkey 1 hex:${key}\nactive_key 1\n}`
  return [
    globals(),
    instance({ name: 'AH', version: 2, vrid: 51, priority, interval: 1, more: ah }),
    instance({ name: 'HMAC', vrid: 52, priority, vips: ['10.0.0.101'], more: hmac }),
    instance({ name: 'SIX', vrid: 53, priority, vips: [vip6] }),
  ].join('')
}

function packet(advert: Advert, more: Partial<Envelope>): Uint8Array {
  const envelope: Envelope = {
    ...{ source, destination: group, id: 1, ttl: 255 },
    ...{ checksum: 'standard', seal: { is: 'none' } },
    ...more,
  }
  return composePacket(advert, envelope, digests)
}

function framed(family: 'ipv4' | 'ipv6', bytes: Uint8Array): Uint8Array {
  return encodeEthernet({ destination: groups[family], source: sender, etherType: etherTypes[family] }, bytes)
}

function wrongAh(): Uint8Array {
  const advert: Advert = {
    ...{ version: 2, vrid: 51, priority: 250, authType: 2, authData: new Uint8Array(8) },
    ...{ intervalSeconds: 1, addresses: [address(vip)] },
  }
  const good = packet(advert, { seal: { is: 'ah', password: 'secret', sequence: 900_000 } })
  return framed('ipv4', flipped(good, 20 + 12))
}

const third = { version: 3, priority: 250, intervalCentis: 20 } as const

function wrongHmac(): Uint8Array {
  const advert: Advert = { ...third, vrid: 52, addresses: [address('10.0.0.101')] }
  const stamp = BigInt(Math.floor(Date.now() / 1000)) << 32n
  const seal = { is: 'hmac', keyId: 1, key: Buffer.from(key, 'hex'), stamp, version: 3, vrid: 52 } as const
  const good = packet(advert, { seal })
  return framed('ipv4', flipped(good, good.length - 1))
}

function farSix(): Uint8Array {
  const advert: Advert = { ...third, vrid: 53, addresses: [vip6] }
  return framed('ipv6', packet(advert, { source: source6, destination: group6, ttl: 254 }))
}

const floods: Readonly<Record<string, readonly Uint8Array[]>> = {
  'authentication headers with a wrong value': [wrongAh()],
  'auth_hmac with a wrong digest': [wrongHmac()],
  'IPv6 adverts from afar': [farSix()],
  'gratuitous ARP for the VIP': [gratuitous(sender, address(vip))],
  'neighbour advertisements for the VIP': [
    unsolicitedAdvertisement({ address: vip6, mac: sender, router: false }),
  ],
}
const perSecond = 20_000
const seconds = 3

/** Seconds of CPU that all its processes have used. */
function cpuOf(daemon: Daemon): number {
  const ticks = daemon.processes().map((pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return Number(fields[11]) + Number(fields[12])
  })
  return ticks.reduce((sum, each) => sum + each, 0) / 100
}

describe('floods that take effort', sideBySide, () => {
  scenario(
    `${perSecond} a second of each: no late advert, no change of state, a few lines`,
    { pairs: ['ours/ours'], timeoutSeconds: 90 },
    async ({ lab, a, b, o, capture, tell, start }) => {
      await capture.stop()
      const filter = `ip and (proto 112 or proto 51) and not ether src ${sender}`
      const quiet = await startCapture(lab, { filter, file: 'floods.pcap' })
      const daemon = await start(a, configOf(200))
      const peer = await start(b, configOf(50))
      for (const name of ['AH', 'HMAC', 'SIX']) {
        await daemon.logged(`(${name}) Entering MASTER STATE`, 20)
        await peer.logged(`(${name}) Entering BACKUP STATE`, 20)
      }
      await settles(a, '10.0.0.101', { held: true })
      for (const [what, frames] of Object.entries(floods)) {
        const marks = { a: daemon.log.items.length, b: peer.log.items.length }
        const [startedAt, before] = [nowMicros(), cpuOf(daemon)]
        const sent = await inject(o, { frames, perSecond, seconds })
        const share = (cpuOf(daemon) - before) / ((nowMicros() - startedAt) / 1e6)
        const gap = longestGap(quiet.adverts({ from: 'a', vrid: 52, after: startedAt }))
        const lines = daemon.log.items.slice(marks.a).map((line) => line.text)
        const text = `${sent} of ${what}: ${(share * 100).toFixed(0)} % CPU`
        tell(`${text}, gap ${(gap / 1000).toFixed(0)} ms, ${lines.length} lines`)
        assert.ok(sent > (perSecond * seconds) / 2, `only ${sent} were sent: the machine is too busy`)
        assertAtMost(`the longest gap under ${what}`, gap, 0.6)
        for (const log of [lines, peer.log.items.slice(marks.b).map((line) => line.text)]) {
          assert.deepEqual(
            log.filter((line) => line.includes('Entering')),
            [],
            what,
          )
        }
        assert.ok(lines.length < 100, `${lines.length} lines because of ${what}`)
      }
    },
  )
})
