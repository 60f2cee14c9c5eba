/** The log lines that tools rely on; all others are each daemon's own. */

const watched = [
  /Entering (MASTER|BACKUP|FAULT) STATE/,
  /[Ee]ntering FAULT state/,
  /master set to|master changed from/,
  /received priority 0/,
  /Master received advert|received advert from .* (with lower|forcing)|Received advert from/,
  /received lower priority/,
  /sent 0 priority/,
  /[Ee]ffective priority/,
  /(setting|removing) (E-)?VIPs|(setting|removing) Virtual R|(setting|removing) firewall/,
  /Sending\/queueing (gratuitous ARPs|Unsolicited)/i,
  /send advert error|Cant send advert/,
  /no longer exist/,
  /advertisement interval updated|changing advert interval/,
  /preempt delay/,
  /Syncing/,
  /VRRP_Script\(|now returning|considered successful/,
  /tracked file/,
  /Netlink reports/,
  /Success (creating|removing)/,
  /SECURITY VIOLATION|Wrong file type|Unsafe permissions/,
  /^Starting VRRP child|^Startup complete|^Reloading|^Reload complete|^Stopping|^Starting Keepalived/,
  /Receive advertisement timeout/,
  /Unknown keyword/,
  /Printing .* on signal/,
]

export function watchedLines(lines: readonly string[]): readonly string[] {
  return lines
    .filter((line) => watched.some((pattern) => pattern.test(line)))
    .map((line) =>
      line.replace(/\b(pid=|process\()\d+/, '$1N').replace(/Keepalived v\S+ .*/, 'Keepalived vX'),
    )
    .toSorted()
}
