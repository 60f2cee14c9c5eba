/** Log lines of the interfaces that the daemon makes, in keepalived's words where it has some. */
import type { VirtualLinkEvent } from '../vrrp/virtual-link-events.ts'
import type { Tellings } from './line.ts'

const nameOf = { macvlan: 'VMAC', ipvlan: 'ipvlan' } as const

export const virtualLinkTellings: Tellings<VirtualLinkEvent> = {
  'virtual-link-made': ({ link, interface: name, base, instances, adopted }) => [
    'info',
    adopted
      ? `(${asList(instances)}): using existing ${nameOf[link]} interface ${name} on ${base}`
      : `(${asList(instances)}): Success creating ${nameOf[link]} interface ${name}`,
  ],
  'virtual-link-removed': ({ link, interface: name, instances }) => [
    'info',
    `(${asList(instances)}): Success removing ${nameOf[link]} interface ${name}`,
  ],
  'virtual-link-incompatible': ({ interface: name, instances }) => [
    'warning',
    `(${asList(instances)}): interface ${name} already exists but is incompatible: it is made anew`,
  ],
  'virtual-link-refused': ({ link, interface: name, instances, code, text }) => [
    'error',
    `(${asList(instances)}): Unable to create ${nameOf[link]} interface ${name}: ` +
      (code === 'ENOTSUP' || code === 'EOPNOTSUPP' ? `this kernel has no ${link}` : `${text} (${code})`),
  ],
  'interface-awaited': ({ interface: name }) => [
    'info',
    `Configuration specifies interface ${name} which doesn't currently exist - will use if created`,
  ],
  'virtual-link-waits': ({ interface: name, base }) => [
    'info',
    `Interface ${base} doesn't exist: ${name} will be made on it when it is created`,
  ],
  'reverse-path-filter': ({ change }) => [
    'info',
    change === 'spread'
      ? 'NOTICE: sysctl net.ipv4.conf.all.rp_filter is 0 while VMACs are in use; each interface has it'
      : 'NOTICE: sysctl net.ipv4.conf.all.rp_filter is as it was before',
  ],
  'kernel-setting-refused': ({ doing, code, text }) => ['warning', `${doing}: ${text} (${code})`],
}

function asList(names: readonly string[]): string {
  return names.join(', ')
}
