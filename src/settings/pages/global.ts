/** What the diagnostic codes mean that are about global_defs and what else belongs to the whole host. */
import type { CodePage } from './page.ts'

const instance = `vrrp_instance A {
  interface eth0
  virtual_router_id 10
  virtual_ipaddress { 192.0.2.100 }
}
`

function inGlobal(...lines: readonly string[]): string {
  return `global_defs {\n${lines.map((line) => `  ${line}\n`).join('')}}\n`
}

export const globalPages: readonly CodePage[] = [
  {
    code: 'not-yet',
    about:
      'keepalived knows this and keepalived-ts understands it, but cannot do it yet, and going on without ' +
      'it would be dangerous: peers would not be understood, or addresses would answer in the wrong place. ' +
      'So what asks for it is left out of what runs: an instance, with its whole sync group, a virtual ' +
      'server, or everything. It does not change the status of a configuration test.',
    cure:
      'Leave this node with keepalived until keepalived-ts can do it (docs/reference/not-yet.md has the ' +
      'list), or take out what asks for it.',
    example: `net_namespace_ipvs blue\n${instance}`,
  },
  {
    code: 'nothing-runs',
    about:
      'The daemon would start with this and do nothing: there is no vrrp_instance and no virtual_server, ' +
      'or each one is left out because of another finding. A start goes on all the same, as keepalived ' +
      'does, and a configuration test ends with what the other findings say. A daemon that runs something ' +
      'refuses to reload to it, because whoever wants everything to end stops the daemon.',
    cure: 'Look at the other findings, and whether this is the right file and each include is found.',
    example: 'global_defs {\n}\n',
  },
  {
    code: 'value-missing',
    about:
      'A keyword that has a value stands without one. keepalived reports it and goes on without the ' +
      'statement. Where it gives up instead, the code is missing-parameter.',
    cure: 'Write the value, or take the line out.',
    example: inGlobal('router_id'),
  },
  {
    code: 'one-value-only',
    about:
      'This keyword has exactly one word as its value. Where most keywords ignore what is too much, ' +
      'keepalived ignores this statement as a whole.',
    cure: 'Take the surplus words out; a value with blanks stands in double quotes.',
    example: inGlobal('vrrp_rx_bufs_multiplier 3 4'),
  },
  {
    code: 'name-of-the-manual',
    about:
      "keepalived's manual has this word, but the program does not know it: there it is unknown. " +
      'Here it does what the manual says; a configuration test has the status of an unknown keyword.',
    cure: 'Write the keyword that keepalived knows; it is named in the message.',
    example: inGlobal('state_file_location /run/keepalived.data'),
  },
  {
    code: 'bad-umask',
    about:
      'The umask is a number as C writes it (0 in front: octal, 0x: hexadecimal, else decimal) up to 0777, ' +
      'or the names of bits joined by |: I, then R, W or X, then USR, GRP or OTH; IRWXU, IRWXG and IRWXO ' +
      'are three bits each. Half of a list of bits could open files to others, so nothing of it counts.',
    cure: 'Write `umask 0177`, or `umask IXUSR|IRWXG|IRWXO`, which is the same.',
    example: inGlobal('umask IRUSR IWGRP'),
  },
  {
    code: 'buffer-policies',
    about:
      'vrrp_rx_bufs_policy is either a number of bytes, or MTU, or ADVERT. A number excludes both words, ' +
      'and MTU excludes ADVERT, also on separate lines.',
    cure: 'Keep one of them.',
    example: inGlobal('vrrp_rx_bufs_policy MTU ADVERT'),
  },
  {
    code: 'bad-firewall-name',
    about:
      'Chains of iptables have names of 1 to 27 characters, sets of ipset names of 1 to 30. Both chains of ' +
      'vrrp_iptables differ, and so do all sets of vrrp_ipsets.',
    cure: 'Write shorter or different names.',
    example: inGlobal('vrrp_iptables VRRP VRRP'),
  },
  {
    code: 'two-firewalls',
    about:
      'Addresses that must not answer are kept quiet by nftables or by iptables, not by both. keepalived ' +
      'takes nftables when both are given.',
    cure: 'Take vrrp_iptables out, and vrrp_ipsets with it.',
    example: inGlobal('nftables', 'vrrp_iptables'),
  },
  {
    code: 'ipsets-without-iptables',
    about: 'vrrp_ipsets names the sets that the rules of vrrp_iptables use. Without those there are no sets.',
    cure: 'Add vrrp_iptables, or take vrrp_ipsets out; nftables has sets of its own.',
    example: inGlobal('vrrp_ipsets keepalived'),
  },
  {
    code: 'multicast-not-link-local',
    about:
      'Adverts must not leave the link (RFC 9568, 5.1.2.2). A group of another scope than ff02::/16 may be ' +
      'forwarded by routers, to where another virtual router has the same number.',
    cure: 'Use ff02::12, or another group that begins with ff02.',
    example: inGlobal('vrrp_mcast_group6 ff05::13'),
  },
  {
    code: 'bare-sync-id',
    about:
      'lvs_sync_daemon takes the number of the connections that it tells of after the word id. Old ' +
      'configurations have it bare behind the instance; keepalived takes it and counts it as an error.',
    cure: 'Write id before the number: `lvs_sync_daemon eth0 VI_1 id 5`.',
    example: inGlobal('lvs_sync_daemon eth0 VI_1 5'),
  },
  {
    code: 'unknown-option',
    about: 'The line has options, each with its name, and this word is none of them.',
    cure: 'Look at the keyword in docs/reference/keywords.md, or `keepalived-ts keywords WORD`.',
    example: inGlobal('lvs_timeouts http 5'),
  },
  {
    code: 'option-without-value',
    about: 'An option at the end of a line lacks the value that belongs behind it.',
    cure: 'Write the value, or take the option out.',
    example: inGlobal('lvs_timeouts tcp 900 udp'),
  },
  {
    code: 'option-twice',
    about: 'An option of a line is there twice, with different values. The first one counts.',
    cure: 'Keep the one that is meant.',
    example: inGlobal('lvs_sync_daemon eth0 VI_1 inst VI_2'),
  },
  {
    code: 'mail-login-incomplete',
    about:
      'smtp_user and smtp_password, keywords of keepalived-ts, belong together: a mail server asks for ' +
      'both. With one of them alone nobody can log in, and that would only show when a mail is due.',
    cure: 'Write the other one too, or take both out when the server takes mails from everybody.',
    example: `${inGlobal('smtp_user node1')}${instance}`,
  },
  {
    code: 'fifo-twice',
    about:
      'notify_fifo gets every change. A FIFO for only some of them at the same path would get those twice, ' +
      'so keepalived leaves it out, with its script.',
    cure: 'Take the special FIFO out, or give it a path of its own.',
    example: `${inGlobal('notify_fifo /run/changes', 'vrrp_notify_fifo /run/changes')}${instance}`,
  },
  {
    code: 'fifo-with-two-scripts',
    about: 'Two scripts that read one pipe get half of the lines each, at random.',
    cure: 'Keep one of the scripts, or give each FIFO a path of its own.',
    example: inGlobal(
      'vrrp_notify_fifo /run/changes',
      'vrrp_notify_fifo_script /usr/local/bin/read',
      'lvs_notify_fifo /run/changes',
      'lvs_notify_fifo_script /usr/local/bin/read',
    ),
  },
  {
    code: 'fifo-script-without-fifo',
    about:
      'A script is to read a FIFO, and there is no such FIFO. keepalived says nothing and starts nothing.',
    cure: 'Give the FIFO by the keyword without `_script`.',
    example: inGlobal('notify_fifo_script /usr/local/bin/read'),
  },
  {
    code: 'unknown-fifo-user',
    about:
      'The user or group that should own a FIFO is not on this host. keepalived only logs it, and makes ' +
      'the FIFO for itself: what should read it as that user cannot.',
    cure: 'Make the user (`useradd --system NAME`), or name one that is there.',
    example: inGlobal('notify_fifo /run/changes nobodyx'),
  },
  {
    code: 'unknown-sync-instance',
    about:
      'lvs_sync_daemon follows the state of an instance, and there is none of that name. keepalived only ' +
      'logs it, and after a failover the other node knows no connection.',
    cure: 'Write the name of a vrrp_instance of this file.',
    example: inGlobal('lvs_sync_daemon eth0 VI_9'),
  },
]
