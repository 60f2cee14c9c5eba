/** What the diagnostic codes mean that are about scripts: their words, users and security. */
import type { CodePage } from './page.ts'

const secure = `global_defs {
  enable_script_security
  script_user root
}
`

function instance(line: string): string {
  return `vrrp_instance A {
  interface eth0
  virtual_router_id 10
  virtual_ipaddress { 192.0.2.100 }
  ${line}
}
`
}

function tracked(path: string, more = ''): string {
  return `vrrp_script probe {\n  script ${path}\n${more}}\n${instance('track_script { probe }')}`
}

const insecure =
  'A program that runs as root, and a folder above it that somebody else than root may change, make that ' +
  'somebody root. Every part of the path as written and of the path that it leads to counts: not owned by ' +
  'root, writable by everybody, or writable by another group than root (a ' +
  'folder with the sticky bit is safe).'

const notThere =
  'The program of this command is not there, or the user that it should run as may not come to it.'

export const scriptPages: readonly CodePage[] = [
  {
    code: 'scripts-without-security',
    about:
      'Scripts run, and enable_script_security is not set: also those that somebody else than root could ' +
      'replace would be run as root. keepalived ends a configuration test with status 6 because of it, ' +
      'whatever else is wrong; the daemon runs.',
    cure:
      'Add `enable_script_security` and `script_user USER` to global_defs, then see which scripts are ' +
      'named here as insecure.',
    example: instance('notify_master /usr/local/bin/master'),
  },
  {
    code: 'script-insecure',
    about:
      `${insecure} With enable_script_security the script does not run. It does not change the ` +
      'status of a configuration test.',
    cure: 'Run the chown or chmod that the message names, or let the script run as another user.',
    example: `${secure}${instance('notify_master /usr/local/bin/master')}`,
    programs: { '/usr/local/bin/master': 0o777 },
  },
  {
    code: 'track-script-insecure',
    about:
      `${insecure} With enable_script_security nothing tracks the script: the instance stays ` +
      'master whatever it would say.',
    cure: 'Run the chown or chmod that the message names, or let the script run as another user.',
    example: `${secure}${tracked('/usr/local/bin/probe')}`,
    programs: { '/usr/local/bin/probe': 0o777 },
  },
  {
    code: 'script-missing',
    about: `${notThere} keepalived's test says nothing of it, and the event passes without its script.`,
    cure: 'Correct the path, install the program, or let the user enter the folders above it (chmod o+x).',
    example: `${secure}${instance('notify_master /usr/local/bin/master')}`,
    programs: {},
  },
  {
    code: 'track-script-missing',
    about: `${notThere} Nothing tracks it: the instance stays master whatever it would have said.`,
    cure: 'Correct the path, install the program, or let the user enter the folders above it (chmod o+x).',
    example: `${secure}${tracked('/usr/local/bin/probe')}`,
    programs: {},
  },
  {
    code: 'script-not-executable',
    about: 'The user that the script should run as may not execute its file, or it is no regular file.',
    cure: 'Run the chmod that the message names.',
    example: `${secure}${instance('notify_master /usr/local/bin/master')}`,
    programs: { '/usr/local/bin/master': 0o644 },
  },
  {
    code: 'track-script-not-executable',
    about:
      'The user that the script should run as may not execute its file, or it is no regular file. Nothing ' +
      "tracks it; keepalived's test says nothing.",
    cure: 'Run the chmod that the message names.',
    example: `${secure}${tracked('/usr/local/bin/probe')}`,
    programs: { '/usr/local/bin/probe': 0o644 },
  },
  {
    code: 'relative-script',
    about:
      'A program without a path is looked for in PATH, which differs between a shell, cron and a service; ' +
      'one with a path that does not begin at / is looked for from there all the same.',
    cure: 'Write the whole path; `command -v NAME` shows it.',
    example: `${secure}${instance('notify_master master.sh')}`,
  },
  {
    code: 'unknown-script-user',
    about:
      'There is no such user or group on this host, so scripts cannot run as it: tracked scripts are not ' +
      'tracked, MISC_CHECKs are left out, startup and shutdown scripts do not run. With ' +
      'enable_script_security and without script_user the user keepalived_script must be there. ' +
      'Numbers are no names.',
    cure: 'Make the user (`useradd --system NAME`), or name one that is there.',
    example: tracked('/usr/local/bin/probe', '  user nobodyx\n'),
  },
  {
    code: 'unknown-event-script-user',
    about:
      'The word behind the command is the user that it should run as, and there is none of that name. A ' +
      'frequent cause: the command has parameters and no quotes around it. keepalived never runs it and ' +
      'its test says nothing.',
    cure: 'Put the command with its parameters into quotes, or name a user that is there.',
    example: `${secure}${instance('notify_master /usr/local/bin/notify MASTER')}`,
  },
  {
    code: 'script-quote-not-closed',
    about:
      'A quote in a command is not closed on its line. In commands single and double quotes group words, ' +
      'and a backslash takes the meaning from the character behind it.',
    cure: 'Close the quote, or write a backslash before it.',
    example: instance(`notify_master "/usr/local/bin/notify 'a b"`),
  },
]
