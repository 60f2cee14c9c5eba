/** Pages about authentication and auth_hmac. */
import type { CodePage } from './page.ts'
import { block, instanceWith } from './vrrp-text.ts'

const pass = block('authentication', ['auth_type PASS', 'auth_pass secret']).trimEnd()
const key = `key 1 hex:${'0123456789abcdef'.repeat(4)}`
const hmac = (...lines: readonly string[]) => block('auth_hmac', lines).trimEnd()

export const vrrpAuthenticationPages: readonly CodePage[] = [
  {
    code: 'authentication-in-version-3',
    about:
      'Version 3 has no authentication (RFC 9568, 9): it kept nobody out, and made two masters when it was ' +
      'configured differently. keepalived ignores the block.',
    cure: 'Take the block out; with keepalived 2.4 on all nodes use auth_hmac.',
    example: instanceWith('version 3', pass),
  },
  {
    code: 'password-missing',
    about: 'auth_type without auth_pass: there is nothing to authenticate with, so adverts carry nothing.',
    cure: 'Add auth_pass with 1 to 8 characters, the same on all nodes.',
    example: instanceWith(block('authentication', ['auth_type PASS']).trimEnd()),
  },
  {
    code: 'password-without-type',
    about: 'auth_pass without auth_type is not sent. Peers that have auth_type PASS drop such adverts.',
    cure: 'Add auth_type PASS, or take the block out on all nodes.',
    example: instanceWith(block('authentication', ['auth_pass secret']).trimEnd()),
  },
  {
    code: 'password-too-long',
    about:
      'An advert has room for 8 bytes of password. The rest is dropped, by keepalived too, so peers agree.',
    cure: 'Write at most 8 characters; it is sent in clear anyway.',
    example: instanceWith(block('authentication', ['auth_type PASS', 'auth_pass 123456789']).trimEnd()),
  },
  {
    code: 'ah-with-ipv6',
    about: 'auth_type AH exists for IPv4 only. keepalived ignores it in an IPv6 instance.',
    cure: 'Take the block out.',
    example: block('vrrp_instance A', [
      'interface eth0',
      'virtual_router_id 10',
      'version 2',
      'virtual_ipaddress { fe80::1 }',
      block('authentication', ['auth_type AH', 'auth_pass secret']).trimEnd(),
    ]),
  },
  {
    code: 'ah-state-master',
    about:
      'Adverts with AH are numbered, and a node that sends before it has heard would use numbers again ' +
      'that the others have seen: they would drop its adverts. Only the owner of the addresses may start ' +
      'as master.',
    cure: 'Write state BACKUP; the priority decides who becomes master.',
    example: instanceWith(
      'state MASTER',
      'priority 150',
      block('authentication', ['auth_type AH', 'auth_pass secret']).trimEnd(),
    ),
  },
  {
    code: 'authentication-with-hmac',
    about:
      'auth_hmac takes the place of authentication. keepalived 2.4 ignores the latter when both are there.',
    cure: 'Take authentication out.',
    example: instanceWith(pass, hmac(key, 'active_key 1')),
  },
  {
    code: 'hmac-without-key',
    about:
      'active_key must name one of the keys of auth_hmac, or nothing says which one signs. keepalived 2.4 ' +
      'then neither signs nor checks adverts.',
    cure: 'Write active_key with the number of a key that all nodes have.',
    example: instanceWith(hmac(key, 'active_key 2')),
  },
  {
    code: 'hmac-key-twice',
    about: 'Two keys have the same number. The first one counts.',
    cure: 'Give each key a number of its own, 1 to 255.',
    example: instanceWith(hmac(key, key, 'active_key 1')),
  },
  {
    code: 'key-file-open',
    about:
      'A file with a key of auth_hmac can be opened by others than its owner; whoever reads it speaks for ' +
      'the virtual router. keepalived 2.4 uses the key, and counts this as it counts insecure scripts: a ' +
      'configuration test ends with status 6.',
    cure: 'chmod 600 FILE, and chown root FILE.',
    example: instanceWith(hmac('key 1 file:/etc/keepalived/vrrp.key', 'active_key 1')),
    programs: { '/etc/keepalived/vrrp.key': 0o644 },
  },
  {
    code: 'key-file-missing',
    about:
      'A file with a key of auth_hmac is not there, or this user cannot see it. There is no such key then. ' +
      'Without the key that signs (in mode receive-only, without any) the instance is held in the fault ' +
      'state: unsigned its peers would not hear it, and it would become a second master. When another key ' +
      'is missing it runs, and refuses what is signed with that one. A reload with such an error is refused.',
    cure: 'Create the file with mode 600 and one key in it: text, or hex: with its digits; then reload.',
    example: instanceWith(hmac('key 1 file:/etc/keepalived/vrrp.key', 'active_key 1')),
    programs: {},
  },
  {
    code: 'bad-hmac-key',
    about:
      'A key has 32 to 64 bytes: as text, as `hex:` with two digits for each byte, or as `file:` with the ' +
      'path of a file that has one of these. Others are left out; when the key that signs stands in such a ' +
      'file, the instance is held in the fault state.',
    cure: 'Make one with `openssl rand -hex 32` and write it behind hex:.',
    example: instanceWith(hmac(key, 'key 2 short', 'active_key 1')),
  },
]
