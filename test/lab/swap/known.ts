/**
 * The differences between the two plays that are meant, by name: a quirk of ours, what keepalived has changed
 * since 2.2.7, or what is nobody's business. Everything else that differs is a bug.
 */

export interface Known {
  /** A key of `quirks` or `settingsQuirks`; `newer`: as in 2.4; `detail`: each in its own way. */
  readonly name: string
  /** Why it may differ. */
  readonly says: string
  /** Of `step/part: line`; the lines of both plays. */
  readonly matches: RegExp
  /** Only in rows with this in their name. */
  readonly row?: string
}

const parts = '(data|parent)'

/** What begins so somewhere and goes on in one of these ways. */
function anyOf(start: string, ways: readonly string[]): RegExp {
  return new RegExp(`${start}(${ways.join('|')})`)
}

export const known: readonly Known[] = [
  // What the wire shows.
  {
    name: 'reloadKeepsTimers',
    says: 'keepalived sends one more advert of the old configuration when a reload begins',
    matches: /^changing reload\/frames: advert/,
  },
  {
    name: 'newer',
    says: '2.4 announces all addresses at a reload that adds one, and again after garp_delay',
    matches: /^changing reload\/frames: (arp|icmp6) .* x(5|10)$/,
  },
  {
    name: 'oneRefreshTimer',
    says: 'keepalived has more than one timer for garp_master_refresh, so the number of rounds differs',
    matches: /^[a-z ]+\/frames: arp .* x[1-9]$/,
    row: 'garp options',
  },
  {
    name: 'downLinkNotSentTo',
    says: 'whether one more ordinary advert left before depends on the moment',
    matches: /^(link down|stop)\/frames: advert6? .* [23]1[0-9a-f]{2}(?!00)/,
  },
  {
    name: 'lastWord',
    says: 'the neighbour adverts of the new master are not listened to: it is made to announce once more',
    matches: /^peer comes\/frames: icmp6 00005e0002\S+>333300000001 .* x(10|20)$/,
  },
  // The kernel.
  {
    name: 'baseAsksInItsOwnName',
    says: 'arp_announce of the interface below a VMAC',
    matches: /\/kernel: sysctl ipv4\/conf\/eth\d\/arp_announce:[02]$/,
  },
  {
    name: 'kernelSettingsRestored',
    says: 'keepalived leaves them at 1',
    matches: /^stop\/kernel: sysctl ipv4\/conf\/eth\d\/arp_(ignore|filter):[01]$/,
  },
  {
    name: 'newer',
    says: 'what a VMAC of IPv6 does not need is not set; 2.4 keeps neighbour adverts of the base off it',
    matches: anyOf('/kernel: ', [
      'sysctl ipv4/conf/vrrp\\.\\d+/arp_ignore:[01]$',
      'firewall .*parent_link_local',
      'firewall .*(nd-neighbor-advert|mld|icmpv6_type|flags constant)',
      'firewall type ipv6_addr \\. ifname$',
      'firewall elements = .*"vrrp\\.',
    ]),
  },
  {
    name: 'detail',
    says: 'the table of the firewall goes when nothing is to be kept out; keepalived keeps it, empty',
    matches: /^link down\/kernel: firewall |^peer comes\/kernel: firewall /,
  },
  // What programs are told.
  {
    name: 'undecidedHoldsOnlyStart',
    says: 'scripts are run before the first state is told, keepalived tells a priority without them first',
    matches: /^start\/(fifo|scripts): INSTANCE "?VI_1"? BACKUP (109|111)$/,
  },
  {
    name: 'newer',
    says: 'a new priority at a reload is told as any other with vrrp_notify_priority_changes',
    matches: /^changing reload\/fifo: INSTANCE "VI_\d" MASTER_PRIORITY 110$/,
  },
  // Log lines.
  {
    name: 'detail',
    says: 'trackers count at once, without a line for each step; 2.2.7 starts anew at a reload',
    matches: /\/log: \(VI_1\) (Changing|Setting) effective priority/,
  },
  {
    name: 'newer',
    says: 'a reload tells what it changes; 2.2.7 says setting of what is there already',
    matches: /reload\/log: \(VI_\d\) ((setting|removing) |Changing effective|Sending\/queueing)/,
  },
  {
    name: 'detail',
    says: 'the VRRP process says Reloading once more, and what it would remove if it were there',
    matches: /^(changing )?reload\/log: Reloading$|^start\/log: (\(VI_\d\) removing|Starting Keepalived)/,
  },
  {
    name: 'downLinkNotSentTo',
    says: 'no line about a farewell that cannot leave',
    matches: /^link down\/log: \(VI_\d\):? (sent 0 priority|send advert error)/,
  },
  {
    name: 'draggedZeroCounted',
    says: 'the farewell of a member whose group failed is told',
    matches: /^link down\/log: \(VI_2\) sent 0 priority/,
  },
  {
    name: 'newer',
    says: 'the own address is announced when the link comes back in unicast, and told',
    matches: /^link up\/log: \(VI_1\) Sending\/queueing gratuitous ARPs on eth0 for 10\.0\.0\.1$/,
  },
  {
    name: 'oneRefreshTimer',
    says: 'rounds of garp_master_refresh are not told one by one',
    matches: /\/log: \(VI_1\) Sending\/queueing gratuitous ARPs on eth0 for 10\.0\.0\.10[01]$/,
  },
  {
    name: 'detail',
    says: 'which member of a group hears the better master first; a colon; the firewall of what is there',
    matches: anyOf('/log: ', [
      '\\(VI_[12]\\) master set to',
      '\\(VI_[12]\\) Master received advert from 10\\.[01]\\.0\\.2 with higher',
      '\\(VI_\\d\\):? Success removing VMAC',
      '\\(VI_\\d\\) (setting|removing) firewall',
    ]),
  },
  { name: 'newer', says: '2.4 says nothing when JSON is asked for', matches: /\/log: Printing / },
  // Dumps.
  {
    name: 'newer',
    says: 'a reload keeps what was learnt of the other master',
    matches: /^changed\/json: json\[\d\]\.data\.master_priority = (0|200)$/,
  },
  {
    name: 'linkedDirectories',
    says: 'a script is shown and run as it is written, with links in its path',
    matches: /json\[\d\]\.data\.track_script\[\d\] = "'(\/usr)?\/bin\/(true|false)'"$/,
  },
  {
    name: 'detail',
    says: 'which address the firewall has is its own business',
    matches: anyOf(
      '(Virtual IP \\(\\d\\): / |vips\\[\\d\\] = ")[^ ]+ dev eth0 scope global( deprecated)? set',
      ['"?$', ' nftable_set"?$'],
    ),
  },
  {
    name: 'detail',
    says: 'a VMAC whose base is down is down; the pace of announcements is in the global definitions',
    matches: /\/data: .*(Use VMAC, i\/f name \S+ is_up = |GARP delay group|Gratuitous ARP delays)/,
  },
  { name: 'newer', says: 'counters of auth_hmac', matches: /auth_ext_|Authentication Extension Errors/ },
  { name: 'newer', says: 'passwords are not shown', matches: /auth_data = |Password = / },
  {
    name: 'draggedZeroCounted',
    says: 'adverts of priority 0: those that could not be sent are not counted, those of members are',
    matches: /(pri_zero_sent = |Priority Zero: \/ Sent: )/,
  },
  {
    name: 'detail',
    says: 'routes without an interface',
    matches: anyOf('(vroutes\\[\\d\\] = "|Routes (:|>------) / )', [
      '.*unreachable',
      '.*\\[installed',
      'prepend ',
    ]),
  },
  {
    name: 'newer',
    says: 'the same in the words of 2.4, and what only one of them has',
    matches: new RegExp(
      `^[a-z]+/${parts}: .*(${[
        'Global definitions',
        'Sockpool',
        'Interfaces >',
        'uid:gid',
        'state transition script = ',
        'Flags',
        'fd_in',
        'Number of (interface|tracker)',
        'Highest other priority',
        'Last advert sent',
        'Master advert int',
        'ifindex',
        'Multicast address ff02',
        'xmit base i/f',
        'vmac on eth0',
        'VRRP Script',
        'Track files',
        'Sync group',
      ].join('|')})`,
    ),
  },
]
