/**
 * Every deliberate difference from an RFC or from keepalived, by name. Decisions live here so that a reader
 * of a cell finds the reason, and the reference page can list them. Refuses to be code: names, reasons and
 * the bounds.
 */
import { milliseconds } from '../base/time.ts'

/**
 * After the successor's first advert its addresses are about to come up: wait for its claim, but no longer.
 */
export const stopGrace = milliseconds(30)

/** At failback the other has sent its advert before taking the addresses, as keepalived does. */
export const failbackGrace = milliseconds(40)

/** Of an interval: adverts that cannot stand are answered once in this time. */
export const answersPerInterval = 16

export interface Quirk {
  readonly differsFrom: 'RFC' | 'keepalived' | 'RFC and keepalived'
  readonly says: string
}

export const quirks = {
  gracefulStop: {
    differsFrom: 'RFC and keepalived',
    says:
      'A stopping master sends priority 0 at once (RFC 9568 section 6.4.3) but keeps answering for ' +
      'its addresses until its successor has them: its advert and its gratuitous ARP (with IPv6 its ' +
      'neighbour advertisement) were heard, or 30 ms passed since that advert, or the longest ' +
      'possible skew plus 30 ms passed. `handover fast` releases at once.',
  },
  gracefulFailback: {
    differsFrom: 'RFC and keepalived',
    says:
      'A master that is outranked is BACKUP for the election at once but keeps its addresses up to ' +
      "the other one's gratuitous ARP or neighbour advertisement, at most 40 ms. Becoming master " +
      'again in that time leaves every address in place.',
  },
  lastWord: {
    differsFrom: 'RFC and keepalived',
    says:
      'A master that was outranked by one who then announces nothing for 40 ms met an old master: a ' +
      'partition healed. It sends one more advert of its own after releasing the addresses, so that ' +
      'the other announces them again and no cache keeps pointing to the loser.',
  },
  probing: {
    differsFrom: 'RFC and keepalived',
    says:
      'A backup that hears nothing for half of its waiting time asks once who has the addresses ' +
      '(RFC 5227; with IPv6 as RFC 4862 section 5.4.2 does) and, if somebody answers and it takes over ' +
      'all the same, says who. The election never depends on it. An answer is told only at the ' +
      'take-over, so that one lost advert raises no alarm about the living master. From a VMAC nobody ' +
      'is asked: switches would follow its MAC address.',
  },
  losingAdvertAsserted: {
    differsFrom: 'RFC',
    says:
      'A master answers a losing advert with one of its own and a gratuitous ARP burst, as RFC 9568 ' +
      'and keepalived do; RFC 5798 and RFC 3768 discard it.',
  },
  answersBounded: {
    differsFrom: 'RFC and keepalived',
    says:
      'A master answers losing adverts and those of priority 0 at most sixteen times an interval: ' +
      'an answer reaches everybody, and a flood is not multiplied by adverts, gratuitous ARP and ' +
      'log lines of ours.',
  },
  timerArmedBySending: {
    differsFrom: 'keepalived',
    says:
      'Only an advert that was really sent re-arms the advert timer. keepalived re-arms on any ' +
      'packet for the VRID, rejected ones included, so that a flood of bad packets silences its ' +
      'master.',
  },
  absoluteMultiples: {
    differsFrom: 'keepalived',
    says:
      'The next advert is due one interval after the previous deadline rather than after the ' +
      'sending, so nothing drifts; when more than one interval late the beat starts anew, and ' +
      'missed adverts are never sent in a burst.',
  },
  faultsCounted: {
    differsFrom: 'keepalived',
    says:
      'Every cause of FAULT counts on its own; keepalived 2.4.3 leaves FAULT when the first of ' +
      'several interfaces comes back.',
  },
  undecidedHoldsOnlyStart: {
    differsFrom: 'keepalived',
    says:
      'A script of weight 0 without a verdict holds an instance that has not started yet or is in ' +
      'FAULT; it never takes a running one down, so that adding a script by reload causes no flap.',
  },
  intervalForgotten: {
    differsFrom: 'keepalived',
    says:
      'The interval learnt from a version 3 master is forgotten on becoming master, with or without ' + '-D.',
  },
  reloadKeepsTimers: {
    differsFrom: 'keepalived',
    says:
      'A reload moves running timers by the difference between the old and the new waiting time; ' +
      'keepalived starts them anew and sends two adverts from each master.',
  },
  ownerListens: {
    differsFrom: 'RFC',
    says:
      'An address owner examines adverts like any other, as keepalived does without ' +
      'owner_ignore_adverts; RFC 3768 section 7.1 has it drop them, which would leave two owners unnoticed.',
  },
  ownerYields: {
    differsFrom: 'RFC and keepalived',
    says:
      'Of two address owners the one with the lower address steps down (RFC 9568 section 6.4.3). If ' +
      'it goes on advertising for two intervals the other one steps down instead, as keepalived ' +
      'does, but by going BACKUP alone: its priority stays 255, where keepalived lowers it to 254 ' +
      'until the rogue has gone.',
  },
  draggedZeroCounted: {
    differsFrom: 'keepalived',
    says: 'A priority 0 advert sent because the sync group failed is counted; keepalived leaves it out.',
  },
  complaintsOnce: {
    differsFrom: 'RFC',
    says:
      'Each reason for refusing an advert is told once until the instance enters or leaves MASTER ' +
      'or hears another sender (RFC 9568 section 7.1 says SHOULD log and MAY rate limit); the ' +
      'counters count every one.',
  },
  castsApart: {
    differsFrom: 'keepalived',
    says:
      'An IPv6 socket hears the group of its multicast instances or the address of its unicast instance, ' +
      'as with IPv4: a packet of the other kind ends in the kernel, and there is nothing to log with -D. ' +
      'keepalived reads and discards it, with a line.',
  },
  checksumFormsUnderstood: {
    differsFrom: 'RFC and keepalived',
    says:
      'A version 3 advert on IPv4 counts when its checksum is right with the pseudo-header of RFC 9568, ' +
      'without it (v3_checksum_as_v2), or in unicast with 224.0.0.18 in it (old_unicast_checksum), ' +
      'whichever of them we send; another form than ours is told by name. keepalived drops the other ' +
      'form, so that two nodes become master, and with v3_checksum_as_v2 accepts any checksum ' +
      'whatever. Strict mode takes that of the RFC only; `old_unicast_checksum never` refuses the last.',
  },
  emptyAdvertCounts: {
    differsFrom: 'RFC',
    says:
      'An advert without addresses counts, and the difference is told: peers with no_virtual_ipaddress ' +
      'send such adverts and expect it, as keepalived does. RFC 9568 section 5.2.5 has them ignored, which ' +
      'would make two masters.',
  },
  farewellsAhead: {
    differsFrom: 'keepalived',
    says:
      'The good-bye that is ready in case the daemon dies is numbered or stamped ahead of the adverts that ' +
      'still follow: with AH by 16,777,216, with auth_hmac by four tenths of the time window, made anew ' +
      'every fifth of it. Should it be sent, peers call adverts of a daemon that is back sooner than ' +
      'that replayed until the clock has caught up.',
  },
  downLinkNotSentTo: {
    differsFrom: 'keepalived',
    says:
      'Nothing is sent through an interface that is down or without an address; keepalived logs the ' +
      'failure.',
  },
  initFailCounts: {
    differsFrom: 'keepalived',
    says:
      'A script with init_fail counts as failed from its start to its first result, as the manual ' +
      'promises; in keepalived the word has no effect. The first result decides alone in both.',
  },
  processesWithoutConnector: {
    differsFrom: 'keepalived',
    says:
      'Where the kernel does not tell of processes (another network namespace than the first, a container) ' +
      'tracked processes are looked for once a second; keepalived leaves its instances in FAULT for ever. ' +
      'In a network namespace the notifications of the first one are used if that can be entered.',
  },
  fileDirectoryAwaited: {
    differsFrom: 'keepalived',
    says:
      'The directory of a tracked file may come after the start, and may go and come again; keepalived ' +
      'never looks for it a second time. A link that comes in place of the file is read, too.',
  },
  sharedStays: {
    differsFrom: 'keepalived',
    says:
      'An address, route or rule that two instances have alike stays while one of them holds it, and the ' +
      'log says for whom; keepalived takes it off when the other one leaves MASTER, and whoever is ' +
      'master has it no more. `check` warns of such addresses (address-in-two-instances).',
  },
  tablesRestored: {
    differsFrom: 'keepalived',
    says:
      'nftables tables of ours that somebody else deletes (`nft flush ruleset`, a restart of ' +
      'nftables.service) are made again at once, five times a minute at most, and a line tells of it; ' +
      'with keepalived addresses with no_accept answer until the next change.',
  },
  kernelSettingsRestored: {
    differsFrom: 'keepalived',
    says:
      'Kernel settings that VMACs, promote_secondaries and disable_local_igmp need are put back when ' +
      'the last one that needs them goes, unless somebody has changed them meanwhile; keepalived leaves ' +
      'arp_ignore and arp_filter of the interface below a VMAC at 1. After a daemon that was killed ' +
      'they get the values of new interfaces.',
  },
  baseAsksInItsOwnName: {
    differsFrom: 'keepalived',
    says:
      'arp_announce of the interface below a VMAC is 2: the kernel asks for neighbours with the address ' +
      'of that interface. With keepalived it asks with the virtual address, from the physical MAC ' +
      'address, and whoever was asked takes that for the MAC address of the virtual one (RFC 9568 ' +
      'section 8.1.2).',
  },
  leftoverVmacsRemoved: {
    differsFrom: 'keepalived',
    says:
      'A private macvlan with the virtual MAC address on the same interface under another name makes ' +
      'room for the configured one: the kernel has it once, and only a daemon that was killed leaves ' +
      'one.',
  },
  survivorAnnounces: {
    differsFrom: 'keepalived',
    says:
      'After every episode with two masters the survivor announces its addresses once more, also with ' +
      'garp_lower_prio_repeat 0 or garp_lower_prio_delay 0: when no losing advert has come for as long as ' +
      'a master may be silent. Otherwise caches could keep pointing to the other one.',
  },
  oneRefreshTimer: {
    differsFrom: 'keepalived',
    says:
      'garp_master_refresh has one timer, which ends with the mastership; keepalived starts another one ' +
      'at each entry into MASTER and at each reload, and never stops any.',
  },
  delayedOwnerWaits: {
    differsFrom: 'keepalived',
    says:
      'An address owner in vrrp_startup_delay is BACKUP, and is notified so, until it sends its first ' +
      'advert one interval after the end of the delay; keepalived calls it MASTER at once, though it has ' +
      'neither addresses nor adverts.',
  },
  ownerGroupAtOnce: {
    differsFrom: 'keepalived',
    says:
      'A sync group of address owners becomes MASTER at once whether `state MASTER` is written or not ' +
      '(RFC 9568 section 6.4.1); keepalived lets it wait an interval and the shortest skew when it is not ' +
      'written. With a member that is no owner the owners wait that long here, too.',
  },
  sourceTracked: {
    differsFrom: 'keepalived',
    says:
      'track_src_ip does what its manual page says: an instance whose configured source address is on no ' +
      'interface is in FAULT. In keepalived 2.4.3 it never has an effect.',
  },
  groupInterfaceWeightIgnored: {
    differsFrom: 'keepalived',
    says:
      'The weight of an interface that a member of a sync group tracks without sync_group_tracking_weight ' +
      'counts for nothing but FAULT, as the message says; in keepalived it changes the priority all the ' +
      'same.',
  },
  lateByOwnDownTimer: {
    differsFrom: 'keepalived',
    says:
      'With timer_expired_backup a master steps aside when it was late by what its peers wait for, ' +
      'down_timer_adverts included; keepalived always counts three adverts. What was received meanwhile is ' +
      'judged only thereafter.',
  },
  strangersToldOnce: {
    differsFrom: 'keepalived',
    says: 'With log_unknown_vrids each unknown virtual router of an interface is told once, not each packet.',
  },
  delaysAsLoaded: {
    differsFrom: 'keepalived',
    says:
      'A delay of interface_up_down_delays that is longer than the peers wait is cut when it begins to ' +
      'run, for the interval that counts at that moment, and only its configured value is complained of.',
  },
  comesBackWithInterface: {
    differsFrom: 'keepalived',
    says:
      'What a master holds and nothing tracks is put back when the interface that took it along is up ' +
      'again: routes, and addresses of IPv6. keepalived does so for static ones only.',
  },
  onlyWhatChanged: {
    differsFrom: 'keepalived',
    says:
      'A reload that changes one route or rule leaves the others alone, and an address with a peer goes ' +
      'when it is to go; keepalived sets routes of IPv6 anew, and does not find such an address again.',
  },
  stopReachesFifo: {
    differsFrom: 'keepalived',
    says:
      'At the end the STOP lines are written to the notify FIFOs first. Their scripts then see the end ' +
      'of the file, and get SIGTERM when they have not ended a second later; keepalived sends SIGTERM ' +
      'before the STOP lines, which its scripts normally miss.',
  },
  notifyScriptsOutlive: {
    differsFrom: 'keepalived',
    says:
      'A notify script that runs when the daemon stops or its parent process is killed goes on to its end; ' +
      'keepalived sends it SIGTERM, those of STOP included. Track scripts end with the daemon in both.',
  },
  fullFifoKeepsLines: {
    differsFrom: 'keepalived',
    says:
      'Lines for a full FIFO wait, up to 4096 of them, and what is lost beyond that is counted and ' +
      'said; keepalived loses them silently.',
  },
  mastersOnReload: {
    differsFrom: 'keepalived',
    says:
      'fifo_write_vrrp_states_on_reload writes the states of all instances that did not change, as ' +
      'its manual says; keepalived leaves out those that stay MASTER.',
  },
  stopMailIsSent: {
    differsFrom: 'keepalived',
    says:
      'The mail of a stopping instance gets a second to be delivered, as do the scripts of STOP; ' +
      'keepalived opens the connection and ends.',
  },
  mailTriedAgain: {
    differsFrom: 'keepalived',
    says:
      'A mail that the server cannot take now is tried again after 10 and 60 seconds, mails about one ' +
      'instance go in their order, and the server is greeted with EHLO, with HELO only when it does not ' +
      'know that; keepalived tries once, all at the same time, with HELO.',
  },
} as const satisfies Record<string, Quirk>
