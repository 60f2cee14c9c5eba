/**
 * Plays the way to mastership on paper, again and again, right after the start: code that has never run costs
 * the first take-over a millisecond that code that is compiled does not. Touches neither socket nor kernel.
 */
import { type Address, address, type Mac } from '../../base/address.ts'
import { type Micros, micros } from '../../base/time.ts'
import type { NetlinkSocket } from '../../io/netlink.ts'
import { advance, openRouter, type RouterEvent, wakeAt } from '../../vrrp/router.ts'
import { type InstanceSettings, noTrackers, plainVrrp, type VrrpSettings } from '../../vrrp/settings.ts'
import { interfacesOf } from '../../vrrp/standing.ts'
import { openAddresses } from '../kernel/addresses.ts'
import { openWorkQueue } from '../work-queue.ts'
import { openAnnouncing } from './announcing.ts'
import type { Attachment, Attachments } from './attachments.ts'
import { openPerformer } from './perform.ts'

/** Enough for V8 to compile what runs; each takes some 0.2 ms, a few a turn. */
const playsTotal = 120
const playsPerTurn = 4
/** Deadlines followed in one play: the wait, its probe, and the first adverts. */
const deadlinesMax = 5

/** `tick` is the real alarm's work, of which too many calls do no harm. `later` runs in a later turn. */
export function rehearse(settings: VrrpSettings, tick: () => void, later: (run: () => void) => void): void {
  const [instance] = settings.instances
  if (instance === undefined) return
  let played = 0
  const turn = () => {
    for (let play = 0; play < playsPerTurn; play++) {
      playOnce(instance)
      tick()
    }
    played += playsPerTurn
    if (played < playsTotal) later(turn)
  }
  later(turn)
}

function playOnce(original: InstanceSettings): void {
  const instance = { ...original, ...noTrackers, addresses: original.addresses.slice(0, 1), excluded: [] }
  const router = openRouter({ ...plainVrrp, instances: [instance] })
  let at = micros(0)
  const perform = openPaperPerformer(() => at)
  const happen = (event: RouterEvent) => perform(advance(router, event))
  const link = { up: true, address: address('192.0.2.1'), address6: address('fe80::1') }
  for (const name of interfacesOf(instance)) happen({ is: 'link', at, interface: name, link })
  happen({ is: 'start', at, sinceBoot: at })
  for (let deadline = 0; deadline < deadlinesMax; deadline++) {
    at = wakeAt(router) ?? at
    happen({ is: 'due', at })
  }
  happen({ is: 'stop', at })
}

function openPaperPerformer(now: () => Micros) {
  const attachment: Attachment = {
    index: 1,
    mac: '02:00:00:00:00:01' as Mac,
  }
  const attachments: Attachments = {
    follow: () => undefined,
    require: () => undefined,
    closeUnneeded: () => undefined,
    get: () => attachment,
    sender: () => ({
      send: (_packet: Uint8Array, _destination: Address) => undefined,
      hopLimit: () => 64,
      close: () => undefined,
    }),
    drain: () => undefined,
    close: () => undefined,
  }
  const socket: NetlinkSocket = {
    port: 0,
    exchange: (requests) => requests.map(() => ({ is: 'done', messages: [] })),
    dump: () => ({ ok: true, value: [] }),
    close: () => undefined,
  }
  return openPerformer({
    releasable: (holdings) => holdings,
    addresses: openAddresses({ socket, indexOf: () => 1, onRefused: () => undefined }),
    routing: { claim: () => undefined, release: () => undefined },
    firewall: { hide: () => undefined, ready: () => undefined, mark: () => 0, show: () => undefined },
    attachments,
    announcing: openAnnouncing({
      ...{ attachments, now },
      frames: { send: () => undefined },
      wake: () => undefined,
      forwards: () => false,
      tell: () => undefined,
      onRefused: () => undefined,
    }),
    queue: openWorkQueue((run) => run()),
    isDetailed: () => false,
    now,
    tell: () => undefined,
    tellEvent: () => undefined,
    onStopped: () => undefined,
  })
}
