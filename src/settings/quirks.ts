/**
 * Every deliberate difference from keepalived in reading a configuration, by name. The tests that find one
 * name it, and docs/reference/differences.md lists them. What the protocol does differently is in
 * vrrp/quirks.ts.
 */

export interface SettingsQuirk {
  /** What keepalived does; `2.2.7` or `2.4` where only one of them does. */
  readonly keepalived: string
  /** What happens here, and why that is better for the user. */
  readonly here: string
}

export const settingsQuirks = {
  escapedCommentSign: {
    keepalived:
      'Loses `\\#` and `\\!` in all blocks but global_defs: its child processes strip comments twice.',
    here: 'An escaped comment sign stands for itself everywhere, as the manual has it.',
  },
  unknownBlock: {
    keepalived:
      'Reads the body of an unknown block, of a block after a word that has none, and of a { without a ' +
      'keyword as part of the block around, which their } then ends.',
    here: 'Such a block is one thing and left out as a whole; what follows it means what it looks like.',
  },
  missingOpenBrace: {
    keepalived: 'Takes whatever follows a block keyword without { for the first member of its block.',
    here: 'Only what can stand nowhere else; otherwise the keyword is left out, and the next one is read.',
  },
  quotedBrace: {
    keepalived:
      'Counts braces in double quotes as braces of blocks, in the processes that skip those blocks.',
    here: 'In double quotes a brace is text.',
  },
  byteOrderMark: {
    keepalived: 'Takes a byte order mark for part of the first word, which it does not know then.',
    here: 'It is skipped with a warning; the status of a configuration test is the same.',
  },
  directiveFromValue: {
    keepalived:
      '2.4 takes `~SEQ`, `@id` and `$NAME=` for words when a definition puts them at the beginning of a ' +
      'line; 2.2.7 crashes at `@id` there.',
    here: 'All are honoured, as the manual promises and 2.2.7 does for the other two.',
  },
  substitutionTooLong: {
    keepalived:
      'Stops in the middle of a line that its definitions make longer than 1023 bytes, and logs that.',
    here: 'The line is dropped with an error: half of it would mean something else.',
  },
  definitionNeedsItself: {
    keepalived: 'Never returns from a line with a definition that needs itself.',
    here: 'The line is dropped with an error; so are definitions and sequences in one another without end.',
  },
  commentEndsDefinition: {
    keepalived: 'A line of comment only ends a definition over several lines, but not in its parent process.',
    here: 'It ends it, as a blank line does.',
  },
  includeOnce: {
    keepalived:
      'Reads a file twice when its include comes from a condition or a definition, or follows a { on its ' +
      'line; an include inside a definition over several lines ends that definition.',
    here: 'An include is read once, and belongs to the definition that it stands in.',
  },
  includeLoop: {
    keepalived: 'Follows a file that includes itself until it has no file descriptors left.',
    here: 'An error at the first time; files have a greatest depth, number and size.',
  },
  randomValues: {
    keepalived:
      'Takes `$_RANDOM` anew in each of its processes, so that they may disagree; 2.2.7 crashes when MIN ' +
      'is more than MAX.',
    here: 'One use has one value; with MIN above MAX there is an error, and MIN is used.',
  },
  environmentWithoutName: {
    keepalived: '2.4 crashes at `$_ENV` without a name; 2.2.7 does not know it with one.',
    here: 'An error for the first, the value for the second.',
  },
  definitionInList: {
    keepalived: 'Refuses a name in braces among the values of ~LST, because a value ends at a brace.',
    here: 'The value is the definition, put in where the value is used, as with `$NAME`.',
  },
  nameOfVariable: {
    keepalived: 'Counts with ~SEQ over a variable whose name no line can use, such as `1n`.',
    here: 'An error, the line is dropped.',
  },
  serviceWithoutValue: {
    keepalived: 'Crashes at `virtual_server fwmark` and `virtual_server group` without a value.',
    here: 'A parameter is missing: the configuration test ends with status 2.',
  },
  fwmarkZero: {
    keepalived:
      'Accepts firewall mark 0, which every packet has that no rule has marked: a virtual server gets ' +
      'an address out of uninitialised memory, in a group it does nothing.',
    here: 'A mark is 1 to 4294967295; the virtual server or the line of the group is left out.',
  },
  groupOfTwoNames: {
    keepalived: 'Ends its test with status 2 and says that a parameter is missing, where one is too many.',
    here: 'The second name of virtual_server_group is named, and the group is left out; status 5.',
  },
  granularityInBits: {
    keepalived: 'Takes `persistence_granularity 24` of IPv4 for the netmask 0.0.0.24 and says nothing.',
    here: 'It is taken for 24 bits, with a warning that does not change the status of a configuration test.',
  },
  hysteresisOfNoQuorum: {
    keepalived:
      'When all weights are 0, lowers the quorum to 0 and the hysteresis to -1, which is 4294967295: the ' +
      'virtual server never comes up.',
    here: 'The hysteresis is 0.',
  },
  serviceTwice: {
    keepalived:
      'Runs two virtual servers of one address, port and protocol side by side on one entry of the kernel.',
    here: 'The first one counts, with a warning that does not change the status of a configuration test.',
  },
  realServerCoincides: {
    keepalived:
      'Compares real servers as they are written, so that `192.0.2.20` and `192.0.2.20 80` behind port 80 ' +
      'are two, of which the kernel refuses one.',
    here: 'The first one counts, with a warning that does not change the status of a configuration test.',
  },
  tunnelsOfGroup: {
    keepalived:
      'Leaves out a virtual_server of a group when all its real servers are tunnels and not all of the ' +
      'family of the group; only its log says so, and the status is 0.',
    here: 'Tunnels lead to either family, as they do from a virtual_server with an address.',
  },
  obsoleteServiceWords: {
    keepalived: 'nat_mask and delay, words of the days of Linux 2.2, are unknown keywords: status 5.',
    here: 'They are accepted with a note of what they meant: old files go on working unchanged.',
  },
  argumentOfTest: {
    keepalived:
      'Takes FILE of `-t FILE` for a mistake, says so, and tests the default file: mostly status 0.',
    here:
      'Nothing is tested: status 1, and how to test FILE. The argument of -t is a log, attached: ' +
      '-tLOGFILE.',
  },
  logOverConfiguration: {
    keepalived: 'Appends what a test finds to FILE of -tFILE, also when FILE is a configuration.',
    here:
      'A file that looks like a configuration, or is no text, is left as it is: status 1, and how to test ' +
      'it.',
  },
  executableMainFile: {
    keepalived: 'Passes over a configuration file that is executable, and goes on without one: status 0.',
    here:
      'The main file is read whatever its mode; included files must not be executable, as the manual has ' +
      'it.',
  },
  patternForMainFile: {
    keepalived: 'Reads all files that a pattern for -f matches, and warns when there are several: status 5.',
    here: 'Reads them likewise, as an include of the pattern, and has nothing to complain about.',
  },
  testOfForeignUser: {
    keepalived:
      '2.2.7 kills its own test with SIGTERM when a script is to run as another user than the own one.',
    here: 'The script is examined for that user, and the status is that of what is found.',
  },
  openQuoteOfScript: {
    keepalived: 'Crashes at `script "/bin/x` and `misc_path "/bin/x`, whose quote nothing closes.',
    here: 'An error with the place of the quote: status 5; nothing runs under that word.',
  },
  ttlWithoutPeers: {
    keepalived: 'Sets the TTL of multicast adverts to 0 when unicast_ttl stands without unicast_peer.',
    here: 'unicast_ttl is ignored: multicast adverts have TTL 255, or no router would accept them.',
  },
  skipCheckOff: {
    keepalived: 'Takes `skip_check_adv_addr off` for on.',
    here: 'A false value means off.',
  },
  macOfSevenOctets: {
    keepalived: 'Takes the first six octets of a longer MAC address after use_vmac, and says nothing.',
    here: 'A MAC address has six octets, or five that the virtual_router_id follows; others are refused.',
  },
  unicastOverIpvlan: {
    keepalived:
      'Sets vmac_xmit_base for unicast with use_ipvlan, and then complains of vmac_xmit_base without a VMAC.',
    here: 'Nothing is set and nothing said: an ipvlan has the MAC address of the interface below anyway.',
  },
  vmacAndIpvlan: {
    keepalived: 'Takes parts of both when use_vmac and use_ipvlan are there, and makes an ipvlan.',
    here: 'The ipvlan is used, with a note; use_vmac counts only where keepalived complains of it.',
  },
  secondGroupOfSyncGroup: {
    keepalived:
      'Ends vrrp_sync_group at a second group block: what follows counts as unknown keywords of the top ' +
      'level.',
    here: 'The second block is left out with an error; everything around it is read as it stands.',
  },
  wordsOfInstancesPast: {
    keepalived: 'garp_delay, vrrp_unicast_bind and other words of the days of 1.x are unknown keywords.',
    here: 'They are left out with a note that names the word of today.',
  },
  namesOfTheManual: {
    keepalived:
      'Knows state_file_location, stats_file_location, json_file_location and vrrp_nftables only in its ' +
      'manual: as keywords they are unknown.',
    here: 'They do what the manual says, with a warning that names the keyword; the status is 5 as before.',
  },
  nameOfLvs: {
    keepalived: 'lvs_id, the name of a node in releases before 1.0, is an unknown keyword: status 5.',
    here: 'It is accepted with a note of what it meant.',
  },
  prioritiesBeforeTables: {
    keepalived:
      'Forgets nftables_priority, nftables_ipvs_priority and nftables_ipvs_start_fwmark when the table is ' +
      'named only after them.',
    here: 'They count wherever they stand.',
  },
  ownKeywords: {
    keepalived:
      'Knows none of handover, notify_serial, smtp_starttls, smtp_user and smtp_password: status 5.',
    here:
      'They say how a stopping master hands over, whether notify scripts wait for each other, and how ' +
      'mails are encrypted and by whom they are sent. A file without them means what it means there.',
  },
  linkedDirectories: {
    keepalived:
      '2.4 runs no script as root whose path has a symbolic link in its middle, as /bin/true has on most ' +
      'systems: status 5 for a tracked one.',
    here: 'The path as written and the one that it leads to are examined; it runs when both are safe.',
  },
  nameOfMailServer: {
    keepalived:
      'Asks for the address of smtp_server while it reads: without an answer there is no mail server.',
    here: 'A name stays a name until a mail is sent: a test of a file needs no network, nor does a start.',
  },
  processorsOfThisHost: {
    keepalived: 'Refuses processors in *_cpu_affinity that this host does not have now.',
    here: 'They are accepted: a file may be meant for another host, and processors can be added.',
  },
  saveDirectoryOfTest: {
    keepalived:
      'Makes the directory of config_save_dir and copies the file there even in a configuration test.',
    here: 'A configuration test changes nothing.',
  },
  wholeUmaskBits: {
    keepalived: '2.2.7 does not know IRWXU, IRWXG and IRWXO in umask, which its manual has.',
    here: 'They are three bits each, as in sys/stat.h and in 2.4.',
  },
  obsoleteCheckWords: {
    keepalived: 'nb_get_retry in TCP_CHECK and dynamic in FILE_CHECK are unknown keywords: status 5.',
    here: 'They are accepted with a note: old samples have the one, the manual the other.',
  },
  checkWithoutUrl: {
    keepalived: '2.2.7 crashes at an HTTP_GET or SSL_GET without a url that has a path.',
    here: 'As in 2.4: an error, and the check is left out.',
  },
  badRegex: {
    keepalived: 'Passes over a regex that PCRE2 refuses, with status 0; 2.4 then crashes as soon as it runs.',
    here: 'An error with what is wrong, status 5; the url is used without it.',
  },
  shortDomainLabel: {
    keepalived: 'Refuses a DNS_CHECK name whose first label has one character, such as `a.example`.',
    here: 'Such names are good, RFC 1035 has no shortest label.',
  },
  longDomainName: {
    keepalived: 'Accepts DNS_CHECK names that no question can carry (RFC 1035 section 2.3.4).',
    here: 'An error: the root is asked for instead.',
  },
  smtpSourceFamily: {
    keepalived:
      'Takes a bindto of another family than the server in SMTP_CHECK, whose checks then never connect.',
    here: 'An error where the block ends, as in all other checks; the source address is ignored.',
  },
  impossibleInterface: {
    keepalived: 'Takes any 15 characters for the name of an interface in bind_if.',
    here: 'An error for names that no kernel allows: with blanks, `/` or `:`.',
  },
  smtpHost: {
    keepalived: 'What stands in a host block of SMTP_CHECK changes the SMTP_CHECK around it.',
    here:
      'It is of that host alone; times and helo_name come from the SMTP_CHECK where the host says ' +
      'nothing.',
  },
  sniOfRealServer: {
    keepalived: 'enable_sni without sni_name leaves out the virtualhost of the real server.',
    here: 'The name is that of the Host header, wherever that comes from.',
  },
  upDelayFollowsDown: {
    keepalived: 'Takes 0 for an up delay that interface_up_down_delays does not give.',
    here: 'It is the same as the down delay, as the manual has it.',
  },
  trackFileDirectoryMayCome: {
    keepalived: '2.4 leaves out a track_file whose directory is not there when the file is read.',
    here: 'As with 2.2.7 the directory may come later: until then the file counts as 0.',
  },
  familyWordKeepsNext: {
    keepalived: 'Loses the word after inet or inet6 in routes and rules: `inet6 default` has no destination.',
    here: 'The word counts, as the manual has it; a warning (family-word-not-last) keeps the status at 5.',
  },
  typeBesideTo: {
    keepalived: '2.2.7 drops a route that has both a type and the word to.',
    here: 'Both are understood in either order, as ip-route(8) has it; a warning keeps the status at 5.',
  },
  manualIpProto: {
    keepalived:
      'Drops a rule with ip_proto, which is the word of the manual: the program knows only ipproto.',
    here: 'ip_proto is ipproto; a warning keeps the status at 5.',
  },
  defaultBehindPrefix: {
    keepalived:
      'Drops a rule with `from 10.0.0.0/8 to default` for mixed families, but not the other way round; ' +
      'likewise ' +
      'a route whose destination is replaced by default.',
    here: 'default agrees with both families wherever it stands; a warning keeps the status at 5.',
  },
  sloppyNumbers: {
    keepalived:
      'Takes table -1 for 4294967295, table 4294967296 for 0 and uidrange 5-10-15 for 5-10, without a word.',
    here: 'Neither is a number or a range: an error, status 5, and the line is left out.',
  },
  portTooLarge: {
    keepalived: 'Cuts the ports of sport and dport to 16 bits without a word: 90-70000 becomes 90-4464.',
    here: 'An error, status 5; the rule is used without the option.',
  },
  onlyWhatCounts: {
    keepalived: 'Judges every line when it is read, also one that a later line replaces.',
    here: 'Where a value is judged together with others, it is the one that counts that is judged.',
  },
  scriptsOfLostServices: {
    keepalived: 'Does not ask for script security for checks of a virtual server whose group is not there.',
    here: 'Asks for it: the group will be there tomorrow.',
  },
  addressOnDefaultInterface: {
    keepalived:
      '2.4 leaves out addresses without dev in an instance without interface, whatever default_interface ' +
      'says.',
    here: 'They go to default_interface, as the manual has it; a warning keeps the status at 5.',
  },
  emptyWord: {
    keepalived: 'Takes an empty word in double quotes for a name, a file or a command.',
    here: 'Says that the word is empty: nothing has such a name, and a command without a program cannot run.',
  },
  testOfMissingNamespace: {
    keepalived: 'Ends its test with status 0 when net_namespace is not there, whatever else is wrong.',
    here: 'The file is judged like any other: it may be meant for a host that has the namespace.',
  },
  engineOfSixteen: {
    keepalived: 'Takes 16 characters for persistence_engine, one more than the kernel has room for.',
    here: 'Such a name is too long, as longer ones are: status 5.',
  },
  realTimeLimitFloor: {
    keepalived:
      'Limits real-time scheduling of its processes to 10 ms without a pause, or to what ' +
      'vrrp_rlimit_rttime says.',
    here:
      'Sets no limit unless one is given, and none below one second: the language pauses to collect ' +
      'memory.',
  },
  realTimeFromTheStart: {
    keepalived: 'Runs with the ordinary scheduler unless vrrp_rt_priority or max_auto_priority ask for more.',
    here: 'The VRRP process has real-time priority 1 from its first moment; both keywords raise it.',
  },
  noSwapByControlGroup: {
    keepalived: 'Locks the memory of a process for vrrp_no_swap and its relatives.',
    here:
      'Forbids swapping to the control group of the daemon, when nobody else is in it: the language cannot ' +
      'run in locked memory.',
  },
  keylessIsHeld: {
    keepalived:
      'Disables auth_hmac when active_key names no key that is there: its adverts are not signed, and ' +
      'beside peers that enforce it becomes a second master.',
    here:
      'A key whose file cannot be read is still a key, without its bytes: an instance that needs it to ' +
      'sign, or in mode receive-only has no other, is held in the fault state until a reload finds the ' +
      'key. Only an active_key that no key line has disables auth_hmac.',
  },
  noLogTellsTerminal: {
    keepalived: 'With -n and no system log to write to, ends without a word when it cannot start.',
    here: 'Standard error has the reason when there is neither -l nor -g nor a system log.',
  },
} as const satisfies Record<string, SettingsQuirk>

export type SettingsQuirkName = keyof typeof settingsQuirks
