/**
 * What the kernel would not do, with the cure where one is known. In keepalived's words, `Netlink: error`,
 * because tools look for them.
 */
import { unreachable } from '../base/bug.ts'
import type { VrrpEvent } from '../vrrp/events.ts'
import type { Telling } from './line.ts'

export type KernelRefused = VrrpEvent & { readonly is: 'kernel-refused' }

export function kernelRefused(event: KernelRefused): Telling {
  const { doing, text } = event
  if (doing === 'be-preferred') {
    const words = `No real-time priority (${text}): a busy machine may delay adverts`
    return ['warning', `${words}. Cure: CAP_SYS_NICE`]
  }
  if (doing === 'contain') return ['error', `No firewall (${text}): ${uncontained}`]
  const { instance, isStatic, what, code } = event
  const whose = instance === undefined ? '' : `(${instance}) `
  const [verb, noun] = kernelDoing[doing]
  const done = `${verb} ${isStatic ? 'static ' : ''}${noun}${what}`
  const cure = cureOf(event)
  return [
    'error',
    `${whose}Netlink: error: ${text}(${code}), ${done}${cure === undefined ? '' : `. Cure: ${cure}`}`,
  ]
}

const uncontained =
  'addresses with no_accept answer, and IGMP and MLD of VMACs leave with their own MAC address. ' +
  'Cure: a kernel with nf_tables, and CAP_NET_ADMIN'

const kernelDoing = {
  'add-route': ['adding', 'route '],
  'remove-route': ['removing', 'route '],
  'add-rule': ['adding', 'rule '],
  'remove-rule': ['removing', 'rule '],
  'add-address': ['adding', 'address '],
  'remove-address': ['removing', 'address '],
  'open-socket': ['opening', 'the socket for '],
  announce: ['announcing', ''],
  'read-interfaces': ['to be tried again:', ''],
} as const

function cureOf(event: KernelRefused): string | undefined {
  if (event.code === 'EPERM') return 'CAP_NET_ADMIN'
  switch (event.doing) {
    case 'add-address':
      return addressCure(event)
    case 'add-route':
      return routeCure(event)
    case 'add-rule':
      return ruleCures[event.code]
    case 'remove-address':
    case 'remove-route':
    case 'remove-rule':
    case 'open-socket':
    case 'announce':
    case 'read-interfaces':
    case 'be-preferred':
    case 'contain':
      return undefined
    default:
      return unreachable(event.doing)
  }
}

/** rtnetlink(7), RTM_NEWADDR. */
function addressCure({ what, code, text }: KernelRefused): string | undefined {
  const isIpv6 = what.split(' ', 1)[0]?.includes(':') === true
  const [, device = ''] = / dev (\S+)/.exec(what) ?? []
  if (isIpv6) {
    if (code === 'EACCES') return `sysctl net.ipv6.conf.${device}.disable_ipv6=0`
    return ['EOPNOTSUPP', 'EAFNOSUPPORT'].includes(code) ? 'a kernel with IPv6' : undefined
  }
  if (code === 'EINVAL' && (text.includes('scope') || !text.includes(':'))) {
    return `the scope that the other addresses of its subnet have on ${device}`
  }
  return undefined
}

/** rtnetlink(7), RTM_NEWROUTE. The words behind the colon are the kernel's: NETLINK_EXT_ACK. */
function routeCure({ what, code, text }: KernelRefused): string | undefined {
  if (/source address|prefsrc/i.test(text)) return 'as src an address that this host has at that time'
  if (/gateway/i.test(text) || ['ENETUNREACH', 'EHOSTUNREACH'].includes(code)) {
    if (!/ via /.test(what)) return undefined
    return 'an address in the network of the gateway, on the interface that leads there; or onlink'
  }
  return routeCures[code]
}

const unknownToKernel = 'a kernel with that feature, or its module (modprobe)'
const routeCures: Readonly<Record<string, string>> = {
  ENETDOWN: 'its interface must be up',
  EEXIST: 'take off the one that somebody else has put there, or give this one another metric',
  EOPNOTSUPP: unknownToKernel,
}
const ruleCures: Readonly<Record<string, string>> = {
  EEXIST: 'take off the one that somebody else has put there, or give this one another priority',
  EOPNOTSUPP: unknownToKernel,
  EAFNOSUPPORT: 'a kernel with policy routing (CONFIG_IP_MULTIPLE_TABLES)',
}
