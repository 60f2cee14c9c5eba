/** Log lines of the interfaces that the daemon makes, in keepalived's words where it has some. */
import type { Golden } from './golden.ts'

const vmac = { link: 'macvlan', interface: 'vrrp.51', instances: ['VI_1'] } as const
const ipvlan = { link: 'ipvlan', interface: 'vrrp.52', instances: ['VI_2'] } as const

export const links = {
  'virtual-link-made': [
    [
      { is: 'virtual-link-made', ...vmac, base: 'eth0', adopted: false },
      'info',
      '(VI_1): Success creating VMAC interface vrrp.51',
    ],
    [
      { is: 'virtual-link-made', ...vmac, base: 'eth0', adopted: true },
      'info',
      '(VI_1): using existing VMAC interface vrrp.51 on eth0',
    ],
  ],
  'virtual-link-removed': [
    [{ is: 'virtual-link-removed', ...vmac }, 'info', '(VI_1): Success removing VMAC interface vrrp.51'],
  ],
  'virtual-link-incompatible': [
    [
      { is: 'virtual-link-incompatible', interface: 'vrrp.51', instances: ['VI_1', 'VI_2'] },
      'warning',
      '(VI_1, VI_2): interface vrrp.51 already exists but is incompatible: it is made anew',
    ],
  ],
  'virtual-link-refused': [
    [
      { is: 'virtual-link-refused', ...ipvlan, code: 'ENOTSUP', text: 'operation not supported' },
      'error',
      '(VI_2): Unable to create ipvlan interface vrrp.52: this kernel has no ipvlan',
    ],
    [
      { is: 'virtual-link-refused', ...vmac, code: 'EPERM', text: 'operation not permitted' },
      'error',
      '(VI_1): Unable to create VMAC interface vrrp.51: operation not permitted (EPERM)',
    ],
  ],
  'interface-awaited': [
    [
      { is: 'interface-awaited', interface: 'eth7' },
      'info',
      "Configuration specifies interface eth7 which doesn't currently exist - will use if created",
    ],
  ],
  'virtual-link-waits': [
    [
      { is: 'virtual-link-waits', interface: 'vrrp.51', base: 'eth7' },
      'info',
      "Interface eth7 doesn't exist: vrrp.51 will be made on it when it is created",
    ],
  ],
  'reverse-path-filter': [
    [
      { is: 'reverse-path-filter', change: 'spread' },
      'info',
      'NOTICE: sysctl net.ipv4.conf.all.rp_filter is 0 while VMACs are in use; each interface has it',
    ],
    [
      { is: 'reverse-path-filter', change: 'restored' },
      'info',
      'NOTICE: sysctl net.ipv4.conf.all.rp_filter is as it was before',
    ],
  ],
  'kernel-setting-refused': [
    [
      {
        is: 'kernel-setting-refused',
        doing: 'writing 1 to the kernel setting net/ipv4/conf/eth0/arp_ignore',
        code: 'EROFS',
        text: 'read-only file system',
      },
      'warning',
      'writing 1 to the kernel setting net/ipv4/conf/eth0/arp_ignore: read-only file system (EROFS)',
    ],
  ],
} satisfies Partial<Golden>
