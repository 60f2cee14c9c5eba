/**
 * What the pure part costs: an advert heard, an advert sent, and a sync group that takes over, without
 * socket, kernel and process. `node bench/router-speed.ts` gives the fastest of many rounds, which other work
 * on the machine disturbs least; times of different machines do not compare.
 */
import { address } from '../src/base/address.ts'
import { openAddressMemory } from '../src/base/address-memory.ts'
import { type Micros, micros, seconds } from '../src/base/time.ts'
import { advance, openRouter, type Router, wakeAt } from '../src/vrrp/router.ts'
import { type GroupSettings, type InstanceSettings, noTrackers } from '../src/vrrp/settings.ts'
import { composePacket } from '../src/wire/compose.ts'
import { decodePacket, encodePacket } from '../src/wire/vrrp.ts'
import { digests } from '../test/vrrp/examiner.ts'
import { instance, settings, us, virtual } from '../test/vrrp/stage.ts'

const perLan = 250
const rounds = 120

function instances(lans: number): readonly InstanceSettings[] {
  return Array.from({ length: lans * perLan }, (_, index) => {
    const lan = Math.floor(index / perLan)
    const vrid = (index % perLan) + 1
    const addresses = [virtual(`10.${lan}.8.${vrid}`)]
    return instance({ name: `VI_${lan}_${vrid}`, interface: `eth${lan}`, vrid, addresses })
  })
}

function running(all: readonly InstanceSettings[], groups: readonly GroupSettings[] = []): Router {
  const router = openRouter(settings(all, { groups }))
  for (let lan = 0; lan * perLan < all.length; lan++) {
    const link = { up: true, address: us, address6: undefined }
    advance(router, { is: 'link', at: micros(0), interface: `eth${lan}`, link })
  }
  advance(router, { is: 'start', at: micros(0), sinceBoot: seconds(1_000) })
  return router
}

/** As they come off the wire, with the interface of each. */
function advertsOf(all: readonly InstanceSettings[]) {
  const ends = { source: address('10.0.0.9'), destination: address('224.0.0.18'), id: 1, ttl: 255 }
  return all.map(({ vrid, addresses, interface: name = '' }) => ({
    name,
    bytes: encodePacket(
      {
        ...{ version: 2, vrid, priority: 200, authType: 0, authData: new Uint8Array(8), intervalSeconds: 1 },
        addresses: addresses.map((line) => line.prefix.address),
      },
      ends,
    ),
  }))
}

function hearing(lans: number): number {
  const all = instances(lans)
  const router = running(all)
  const adverts = advertsOf(all)
  const read = openAddressMemory()
  let now = 0
  return fastest(all.length, () => {
    const at = micros(++now * 1_000_000)
    for (const { name, bytes } of adverts) {
      const packet = decodePacket(bytes, read)
      if (packet.ok) advance(router, { is: 'packet', at, interface: name, packet: packet.value }, at)
    }
  })
}

/** Nanoseconds for each of so many things that one round does. */
function fastest(things: number, round: () => void): number {
  let best = Number.POSITIVE_INFINITY
  for (let left = rounds; left > 0; left--) {
    const began = performance.now()
    round()
    best = Math.min(best, performance.now() - began)
  }
  return (best * 1e6) / things
}

function sending(lans: number): number {
  const all = instances(lans)
  const router = running(all)
  const send = (at: Micros) => {
    for (const effect of advance(router, { is: 'due', at }, at)) {
      if (effect.do !== 'send') continue
      const destination = effect.destinations[0] ?? us
      composePacket(effect.advert, { ...effect, destination, id: 1, ttl: 255 }, digests)
    }
  }
  // One wake-up each, as they are with a little time in between.
  for (const [index] of all.entries()) send(micros(4_000_000 + index * 10))
  let now = 4_000_000
  return fastest(all.length, () => {
    now += 1_000_000
    for (const [index] of all.entries()) send(micros(now + index * 10))
  })
}

/** Milliseconds of the longest of its steps. */
function together(): number {
  const all = instances(1)
  const members = all.map(({ name }) => name)
  const router = running(all, [{ name: 'VG', members, ...noTrackers }])
  let longest = 0
  for (let step = 0; step < 2_000; step++) {
    const at = wakeAt(router)
    if (at === undefined || at > seconds(6)) break
    const began = performance.now()
    advance(router, { is: 'due', at })
    longest = Math.max(longest, performance.now() - began)
  }
  return longest
}

const groupRounds = 8

const lines = [250, 1_000].flatMap((count) => [
  `an advert heard by one of ${count}, ns: ${hearing(count / perLan).toFixed(0)}`,
  `an advert sent by one of ${count}, ns: ${sending(count / perLan).toFixed(0)}`,
])
const longest = Math.min(...Array.from({ length: groupRounds }, together))
lines.push(`a group of ${perLan} takes over, ms: ${longest.toFixed(1)}`)
process.stdout.write(`${lines.join('\n')}\n`)
