/** Log lines of virtual routers, in keepalived's words. */
import { type Address, familyOf } from '../base/address.ts'
import { unreachable } from '../base/bug.ts'
import type { Micros } from '../base/time.ts'
import type { Fault, VrrpEvent } from '../vrrp/events.ts'
import type { ConfigurationFault } from '../vrrp/link-settings.ts'
import { complaintText } from './complaint-text.ts'
import { kernelRefused } from './kernel-refused.ts'
import type { Tellings } from './line.ts'
import { virtualLinkTellings } from './virtual-link-lines.ts'

type Of<Kind extends VrrpEvent['is']> = VrrpEvent & { readonly is: Kind }

export const vrrpTellings: Tellings<VrrpEvent> = {
  ...virtualLinkTellings,
  entered: (event) => ['info', enteredText(event)],
  'advert-timeout': ({ instance }) => ['detail', `(${instance}) Receive advertisement timeout`],
  'priority-zero-heard': ({ instance, state }) => {
    const words = state === 'master' ? 'Master received priority 0 message' : backupHeardZero
    return ['detail', `(${instance}) ${words}`]
  },
  'priority-zero-sent': ({ instance }) => ['detail', `(${instance}) sent 0 priority`],
  outranked: ({ instance, from, priority, ours }) => {
    const same = `same priority ${priority} but higher IP address than ours`
    const words = priority === ours ? same : `higher priority ${priority}, ours ${ours}`
    return ['info', `(${instance}) Master received advert from ${from} with ${words}`]
  },
  'lower-heard': (event) => ['info', lowerHeardText(event)],
  'master-changed': ({ instance, from, to }) => {
    const words = from === undefined ? `set to ${to}` : `changed from ${from} to ${to}`
    return ['detail', `(${instance}) master ${words}`]
  },
  complaint: ({ instance, complaint, from, dropped }) => [
    dropped ? 'warning' : 'info',
    `(${instance}) ${complaintText(complaint, from)}`,
  ],
  'unknown-vrid': ({ vrid, interface: name }) => [
    'info',
    `Unknown VRID(${vrid}) received on interface(${name}). ignoring...`,
  ],
  'packet-too-short': ({ length, interface: name, form }) => [
    'warning',
    `${shortText[form]} too short - ${length} bytes (on ${name}; told at most every 10 s)`,
  ],
  'priority-changed': ({ instance, from, to }) => [
    'info',
    `(${instance}) Changing effective priority from ${from} to ${to}`,
  ],
  'priority-set': ({ instance, to }) => ['info', `(${instance}) Setting effective priority to ${to}`],
  'preempt-delay': ({ instance, delay }) => {
    const words = delay === undefined ? 'stop preempt delay' : `start preempt delay (${secondsText(delay)})`
    return ['detail', `(${instance}) ${words}`]
  },
  'timer-expired': ({ instance, late, outcome }) => {
    const ago = `${secondsText(late)} seconds ago`
    return outcome === 'backup'
      ? ['warning', `(${instance}) VRRP thread timer expired ${ago}`]
      : ['warning', `(${instance}) A thread timer expired ${ago}`]
  },
  'startup-delayed': ({ by, again }) => {
    if (by === undefined) return ['info', 'Delayed start completed']
    const words = again ? 'Delaying startup for a further' : 'Delaying startup for'
    return ['info', `${words} ${by / 1_000_000} seconds`]
  },
  'delay-shortened': ({ interface: name, to }) => [
    'warning',
    `interface_up_down_delays of ${name}: cut to ${secondsText(to)} s, or the peers would take over first`,
  ],
  'interval-learnt': ({ instance, from, to }) => {
    const change = `from ${millis(from)} to ${millis(to)}`
    return ['detail', `(${instance}) advertisement interval updated ${change} by master`]
  },
  'group-syncing': ({ group, to }) => ['info', `VRRP_Group(${group}) Syncing instances to ${to} state`],
  'handed-over': ({ instance, because }) => ['detail', `(${instance}) ${handedOver[because]}`],
  'tracked-file': ({ instance, file, fault }) => [
    'info',
    `(${instance}): tracked file ${file} ${fault ? 'now' : 'leaving'} FAULT state`,
  ],
  'tracked-bfd': ({ instance, bfd, up }) => [
    'info',
    `VRRP_Instance(${instance}) Tracked BFD instance ${bfd} is ${up ? 'UP' : 'DOWN'}`,
  ],
  'address-lost': ({ instance, address, interface: name }) => {
    const words = `address ${address} was removed from ${name} by somebody else, forcing new election`
    return ['warning', `(${instance}) ${words}`]
  },
  'route-lost': ({ instance, text }) => ['warning', `(${instance}) ${lostText('virtual route', text)}`],
  'rule-lost': ({ instance, text }) => ['warning', `(${instance}) ${lostText('virtual rule', text)}`],
  'static-lost': ({ instance, text }) => ['warning', `(${instance}) ${lostText('static', text)}`],
  'address-in-use': ({ instance, address, mac }) => {
    const words = `address ${address} is already in use by the host with MAC ${mac}`
    return ['warning', `(${instance}) ${words}; take it off there, or correct virtual_ipaddress`]
  },
  'address-shared': ({ instance, other, addresses: [first, ...more] }) => {
    const words = more.length === 0 ? `${first} stays` : `${first} and ${more.length} more stay`
    return ['info', `(${instance}) ${words}: (${other}) on this host holds the same`]
  },
  'owner-conflict': ({ instance, from, outcome }) => ['warning', `(${instance}) ${ownerText[outcome](from)}`],
  'address-reported': ({ address, interface: name, gone }) => [
    'info',
    `Netlink reflector reports IP ${address} ${gone ? 'removed from' : 'added to'} ${name}`,
  ],
  'address-assigned': ({ address, interface: name, gone }) => [
    'detail',
    gone
      ? `Deassigned address ${address} from interface ${name}`
      : `Assigned address ${address} for interface ${name}`,
  ],
  holding: ({ instance, change, what }) => ['detail', `(${instance}) ${change} ${held[what]}`],
  announcing: ({ instance, interface: name, address }) => {
    const what = familyOf(address) === 'ipv4' ? 'gratuitous ARPs' : 'Unsolicited Neighbour Adverts'
    return ['detail', `(${instance}) Sending/queueing ${what} on ${name} for ${address}`]
  },
  announced: ({ address, interface: name }) => [
    'detail',
    familyOf(address) === 'ipv4'
      ? `Sending gratuitous ARP on ${name} for ${address}`
      : `Sending unsolicited Neighbour Advert on ${name} for ${address}`,
  ],
  'leftover-removed': ({ address, interface: name }) => [
    'info',
    `Removed address ${address} from ${name}: ${leftover}`,
  ],
  'leftover-routing-removed': ({ kind, text }) => ['info', `Removed ${kind} ${text}: ${leftover}`],
  // In keepalived's words.
  'static-restored': ({ kind, text }) => ['info', `Restoring deleted static ${kind} ${text}`],
  'static-fought': ({ kind, text }) => [
    'warning',
    `Static ${kind} ${text} is deleted again and again by another program: ` +
      'restoring it only once a second until that ends',
  ],
  link: ({ interface: name, up }) => ['info', `Netlink reports ${name} ${up ? 'up' : 'down'}`],
  'interface-gone': (event) => ['info', `Interface ${event.interface} deleted`],
  'interface-added': (event) => ['info', `Interface ${event.interface} added`],
  'send-failed': ({ instance, code, text }) => [
    'warning',
    `(${instance}): send advert error ${code} (${text})`,
  ],
  'firewall-deleted': ({ table, outcome }) => {
    const end =
      outcome === 'restored'
        ? 'it is there again'
        : 'too often, it is not made again before a reload: addresses with no_accept answer'
    return ['warning', `nftables: table ${table} was deleted by somebody else; ${end}`]
  },
  'kernel-refused': (event) => kernelRefused(event),
  'events-dropped': ({ count }) => [
    'warning',
    `${count} lines about received adverts were left out: there were too many at once`,
  ],
  overrun: ({ socket }) => ['warning', `${overrunSocket[socket]} overrun: messages were lost`],
}

/** The mark says which program put it there; nothing says whether that process still runs. */
const leftover =
  'it was there before this start, left by a daemon that did not end in order or held by one that still runs'
const backupHeardZero = 'Backup received priority 0 advertisement'
const handedOver = {
  claimed: 'Addresses released: the new master has announced them',
  heard: 'Addresses released: the new master was heard and had time to take them',
  time: 'Addresses released: the time in which a new master must have come is over',
  fast: 'Addresses released at once (handover fast)',
} as const
const held = {
  firewall: 'firewall drop rule',
  addresses: 'VIPs.',
  excluded: 'E-VIPs.',
  routes: 'Virtual Routes',
  rules: 'Virtual Rules',
} as const
const overrunSocket = { monitor: 'Netlink monitor', adverts: 'VRRP receive socket' } as const

const ownerText = {
  noticed: (from: Address) =>
    `CONFIGURATION ERROR: local instance and ${from} are both configured as address owner, please resolve`,
  stopped: (_from: Address) => 'rogue address owner appears to have stopped advertising',
  yielding: (from: Address) =>
    `${from} is still advertising as address owner, please resolve - reducing our priority`,
} as const

const shortText = {
  ipv4: 'IPv4 VRRP packet',
  'ipv4-with-ah': 'IPv4 VRRP packet with AH',
  ipv6: 'IPv6 VRRP packet',
} as const

/** While running, the reason was told before: by the link, the address or the script itself. */
function enteredText({ instance, state, starting, faults }: Of<'entered'>): string {
  if (!starting) return `(${instance}) Entering ${state} STATE`
  if (state === 'BACKUP') return `(${instance}) Entering BACKUP STATE (init)`
  if (state === 'MASTER') return `(${instance}) Entering MASTER STATE`
  const told = faults.filter((fault) => fault.is !== 'script-undecided')
  if (told.length === 0) return `(${instance}) entering FAULT state`
  return `(${instance}): entering FAULT state (${told.map(faultText).join(', ')})`
}

function faultText(fault: Fault): string {
  switch (fault.is) {
    case 'interface-missing':
      return `interface ${fault.interface} does not exist`
    case 'interface-down':
      return `interface ${fault.interface} down`
    case 'interface-up':
      return `interface ${fault.interface} up`
    case 'no-address':
      return `no ${fault.family === 'ipv4' ? 'IPv4' : 'IPv6 link-local'} address for interface`
    case 'source-missing':
      return `src address ${fault.address} not configured`
    case 'configuration':
      return configurationText[fault.fault]
    case 'file-bad':
      return `tracked file ${fault.file} has status ${fault.status}`
    case 'process-bad':
      return `tracked process ${fault.process} quorum not achieved`
    case 'bfd-down':
      return `BFD instance ${fault.bfd} is DOWN`
    case 'script-bad':
      return `due to script ${fault.script}`
    case 'script-undecided':
      return `no result of script ${fault.script} yet`
    default:
      return unreachable(fault)
  }
}

const configurationText: Readonly<Record<ConfigurationFault, string>> = {
  'no-unicast-peer': 'there is no unicast peer',
  'not-ethernet': 'its interface is no Ethernet',
  'no-multicast': 'its interface cannot do multicast',
  'ipvlan-without-address': 'its ipvlan has no address',
  'vmac-shared': 'another instance has its VMAC',
  'vrid-taken': 'another instance has its virtual_router_id',
  'no-key': 'the file with its key of auth_hmac has none',
}

function lostText(what: string, text: string): string {
  return `${what} ${text} was removed by somebody else, forcing new election`
}

/** As keepalived writes moments: seconds and six digits. */
function secondsText(duration: Micros): string {
  return (duration / 1_000_000).toFixed(6)
}

function lowerHeardText({ instance, state, from, priority, ours, silent }: Of<'lower-heard'>): string {
  if (state === 'backup') {
    return `(${instance}) received lower priority (${priority}) advert from ${from} - discarding`
  }
  const heard = `(${instance}) Received advert from ${from} with lower priority ${priority}`
  return `${heard}, ours ${ours}${silent === true ? '' : ', forcing new election'}`
}

function millis(duration: Micros): string {
  return `${duration / 1_000}ms`
}
