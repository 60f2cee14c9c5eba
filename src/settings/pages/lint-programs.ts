/** What the codes of lints mean that are about scripts, files, trackers and mails. */
import type { CodePage } from './page.ts'
import { block } from './vrrp-text.ts'

function instance(...lines: readonly string[]): string {
  return block('vrrp_instance A', [
    'interface eth0',
    'virtual_router_id 10',
    'virtual_ipaddress { 192.0.2.9/24 }',
    ...lines,
  ])
}

const mail = ['notification_email { noc@example.org }', 'smtp_server 192.0.2.25']

export const lintProgramPages: readonly CodePage[] = [
  {
    code: 'script-outlasts-interval',
    about:
      'timeout is how long a run of the script may take, interval the time from one start to the next, ' +
      'and only one run goes on at a time. With a timeout above the interval, a script that hangs keeps ' +
      'its last result for the whole timeout, and with fall for as many of them.',
    cure: 'Let timeout be at most interval, which is also what it is when it is not given.',
    example: `${block('vrrp_script probe', [
      'script /usr/local/bin/probe',
      'interval 2',
      'timeout 30',
    ])}${instance('track_script { probe }')}`,
  },
  {
    code: 'script-notices-late',
    about:
      'A tracked script counts as bad when it has failed as often as fall says, one run each interval. ' +
      'Here that is more than a minute. interval is in seconds.',
    cure: 'Shorten interval; 1 or 2 s is usual.',
    example: `${block('vrrp_script probe', [
      'script /usr/local/bin/probe',
      'interval 60',
      'fall 3',
    ])}${instance('track_script { probe }')}`,
  },
  {
    code: 'script-without-shell',
    about:
      'Commands are run without a shell: pipes, redirections, && and ; are handed to the program as ' +
      'words. A check that is good in a terminal then fails, or never fails.',
    cure: 'Put the commands into a file of their own, or write sh -c "..." around them.',
    example: `${block('vrrp_script probe', ['script "/usr/bin/pgrep nginx > /dev/null"'])}${instance(
      'track_script { probe }',
    )}`,
  },
  {
    code: 'notify-same-for-states',
    about:
      'notify_master, notify_backup, notify_fault and notify_stop get exactly the words that are written; ' +
      'nothing is added. Two of them have the same words, so the program cannot know which of them it is: ' +
      'mostly a line that was copied.',
    cure:
      'Add a word that says the state, or write notify once: it gets INSTANCE or GROUP, the name, the ' +
      'state and the priority.',
    example: instance('notify_master /usr/local/bin/changed', 'notify_backup /usr/local/bin/changed'),
  },
  {
    code: 'tracker-unused',
    about:
      'A track_file, vrrp_track_process or bfd_instance is defined and no instance, sync group or check ' +
      'names it. Mostly the line in track_file, track_process or track_bfd was forgotten.',
    cure: 'Name it in the instance that should follow it, or take it out.',
    example: `${block('track_file load', ['file /run/load'])}${instance()}`,
  },
  {
    code: 'relative-file',
    about:
      'The path does not begin at the root, so the file is in the directory in which the daemon was ' +
      'started: another one for a service than in a shell.',
    cure: 'Write the whole path.',
    example: `${block('track_file load', ['file load.txt'])}${instance('track_file { load }')}`,
  },
  {
    code: 'mail-goes-nowhere',
    about:
      'smtp_alert asks for mails, but global_defs does not say to whom (notification_email) or by which ' +
      'server (smtp_server). keepalived then sends nothing and says nothing.',
    cure: 'Write both into global_defs, or take smtp_alert out.',
    example: instance('smtp_alert'),
  },
  {
    code: 'mail-password-in-clear',
    about:
      'Without smtp_starttls, a keyword of keepalived-ts, the session with the mail server is not ' +
      'encrypted, so whoever listens on the way to another host learns the password.',
    cure: 'Write smtp_starttls, or send mails by a server on this host.',
    example:
      block('global_defs', [...mail, 'smtp_user node', 'smtp_password file:/etc/keepalived/mail']) +
      instance('smtp_alert'),
  },
  {
    code: 'mail-never-sent',
    about:
      'global_defs says to whom mails go and by which server, but nothing sends any: instances and sync ' +
      'groups only do with smtp_alert.',
    cure: 'Write smtp_alert into global_defs, or into the instances that matter.',
    example: `${block('global_defs', mail)}${instance()}`,
  },
]
