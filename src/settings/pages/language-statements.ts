/** What the diagnostic codes mean that any statement can have: its keyword, its words, its value. */
import type { CodePage } from './page.ts'

const instance = `vrrp_instance A {
  interface eth0
  virtual_router_id 10
  virtual_ipaddress { 192.0.2.100 }
}
`

function inInstance(line: string): string {
  return instance.replace('\n}\n', `\n  ${line}\n}\n`)
}

export const statementPages: readonly CodePage[] = [
  {
    code: 'too-many-errors',
    about:
      'After 5,000 errors nothing more is read, and nothing runs: the file is something else than a ' +
      'configuration, or one mistake stands in very many lines, as a sequence makes them.',
    cure: 'Correct the first errors, and look at the file again.',
    example: '~SEQ(n, 1, 5001) zork\n',
  },
  {
    code: 'findings-left-out',
    about:
      'More was found than anybody can read. Of each kind at least one finding is listed, so the outcome ' +
      'is the same as with all of them.',
    cure: 'Correct what is listed, and look again.',
    example: 'global_defs {\n  ~SEQ(n, 1, 50001) router_id a b\n}\n',
  },
  {
    code: 'unknown-keyword',
    about:
      'No keyword of keepalived has this name. Keywords are case-sensitive and have no short forms. The ' +
      'statement is left out with its whole block; keepalived reads such a block as part of the block ' +
      'around.',
    cure: 'Correct the word; `keepalived-ts keywords` prints what may stand in which block.',
    example: inInstance('virtual_router_if 11'),
  },
  {
    code: 'no-comment-sign',
    about:
      'The line begins with // or ; as comments do in other languages. Here a comment begins with # or !, ' +
      'and the end of the line is what ends a statement. The word is left out like any unknown keyword; a ' +
      'block that stands behind it, too.',
    cure: 'Begin the comment with #.',
    example: inInstance('// priority 90'),
  },
  {
    code: 'misplaced-keyword',
    about: 'The keyword exists, but not in this block. Mostly a } is missing above, or one is too much.',
    cure: 'Move it to the block that the message names, or correct the braces above.',
    example: 'virtual_router_id 10\n',
  },
  {
    code: 'obsolete-keyword',
    about:
      'A word of old releases, or one that keepalived accepts and never uses. It has no effect; the ' +
      'message says what it meant.',
    cure: 'Take the line out.',
    example:
      'virtual_server 192.0.2.9 80 {\n  protocol TCP\n  lvs_sched rr\n  lvs_method NAT\n  nat_mask ' +
      '255.255.255.0\n}\n',
  },
  {
    code: 'no-effect-yet',
    about:
      'keepalived knows the word, and here its value is read and checked, but nothing uses it yet. ' +
      'Everything else goes on without it, and the status of a configuration test does not change.',
    cure: 'None needed; docs/reference/not-yet.md has the list of such words.',
    example: 'global_defs {\n  enable_dbus\n}\n',
  },
  {
    code: 'missing-parameter',
    about:
      'The statement lacks a word that it cannot do without. keepalived gives up at once at such a place: ' +
      'its configuration test ends with status 2, and so does ours.',
    cure: 'Write what is missing; the message shows the form.',
    example: inInstance('state'),
  },
  {
    code: 'extra-words',
    about:
      'More words stand on the line than the keyword has values. keepalived does not read them either: ' +
      'there is one statement on a line.',
    cure: 'Put the next statement on a line of its own; a value with blanks stands in double quotes.',
    example: inInstance('state BACKUP priority 90'),
  },
  {
    code: 'unexpected-word',
    about:
      'Between a keyword with a list of entries and its { no word may stand. The list is read all the same.',
    cure: 'Take the word out.',
    example: instance.replace('virtual_ipaddress {', 'virtual_ipaddress x {'),
  },
  {
    code: 'repeated-keyword',
    about:
      'The keyword stands twice in the block. Mostly the last one counts and keepalived says nothing; ' +
      'where the message is an error, keepalived reports it too.',
    cure: 'Keep the one that is meant.',
    example: inInstance('priority 90\n  priority 80'),
  },
  {
    code: 'name-taken',
    about: 'Another block of the same kind has this name already. This one is left out as a whole.',
    cure: 'Give it a name of its own.',
    example: `${instance}${instance}`,
  },
  {
    code: 'name-of-two-words',
    about: 'The block has one name, and two words stand before its {. It is left out as a whole.',
    cure: 'Write the name in one word.',
    example: instance.replace('vrrp_instance A', 'vrrp_instance A B'),
  },
  {
    code: 'not-a-number',
    about:
      'A number is expected: decimal digits, with a sign or a fraction only where the keyword has one, and ' +
      'nothing after them. keepalived reports it and keeps the default; a running keepalived takes the ' +
      'digits before other text, if they fit.',
    cure: 'Write the number alone, without a unit.',
    example: inInstance('priority 100a'),
  },
  {
    code: 'out-of-range',
    about: 'The number is smaller or larger than the keyword allows.',
    cure: 'Write a number within the range of the message.',
    example: inInstance('priority 256'),
  },
  {
    code: 'too-precise',
    about: 'The number has more decimals than the keyword knows. It is rounded, as in keepalived.',
    cure: 'Leave the surplus decimals out.',
    example: inInstance('advert_int 1.2345678'),
  },
  {
    code: 'not-a-value',
    about:
      'The word is none of those that the keyword allows, or no address or name of the kind that it needs.',
    cure: 'Write one of the values of the message.',
    example: inInstance('state PRIMARY'),
  },
  {
    code: 'too-long',
    about: 'The word has more characters than keepalived, the kernel or the protocol have room for.',
    cure: 'Write a shorter one.',
    example: `bfd_instance ${'x'.repeat(64)} {\n  neighbor_ip 192.0.2.3\n}\n`,
  },
]
