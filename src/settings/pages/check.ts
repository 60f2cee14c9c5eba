/** What the diagnostic codes mean that are about health checks. */
import { checkAnswerPages } from './check-answer.ts'
import { checkedBy } from './check-example.ts'
import type { CodePage } from './page.ts'

export const checkPages: readonly CodePage[] = [
  {
    code: 'check-not-yet',
    about:
      'keepalived has this kind of check, keepalived-ts reads and checks all of its keywords, but ' +
      'does not run it yet. A real server that has no other check is never found down, as one ' +
      'without any check. The line is there once, however many servers it is about.',
    cure: 'Add a TCP_CHECK, which runs, to each of these real servers, or wait for a later release.',
    example: checkedBy('HTTP_GET {\n  url {\n    path /\n  }\n}'),
  },
  {
    code: 'check-without-port',
    about:
      'A check connects to the port of its real server, and that to the one of its virtual server. ' +
      'Here neither has one, so there is nothing to connect to. keepalived asks port 0, which no ' +
      'server has, and takes the server down.',
    cure: 'Give the check a `connect_port`.',
    example: `virtual_server 192.0.2.9 {
  protocol TCP
  lvs_sched rr
  lvs_method NAT
  persistence_timeout 60
  real_server 192.0.2.20 {
    TCP_CHECK {
    }
  }
}
`,
  },
  {
    code: 'check-incomplete',
    about:
      'The check lacks what it is about: misc_path in MISC_CHECK, a url with a path in HTTP_GET ' +
      'and SSL_GET, track_file in FILE_CHECK, name in BFD_CHECK. It is left out; the other checks ' +
      'of the server decide alone. keepalived 2.2.7 crashes at an HTTP_GET without a url.',
    cure: 'Write the missing keyword, or remove the block.',
    example: checkedBy('MISC_CHECK {\n  misc_timeout 3\n}'),
  },
  {
    code: 'source-of-other-family',
    about:
      'bindto is the address that a check comes from, connect_ip the one it goes to, by default ' +
      'that of the real server. No packet has an IPv4 source and an IPv6 destination. The later ' +
      'one of the two is ignored, as in keepalived.',
    cure: 'Write both of one family; put connect_ip before bindto when the real server is of the other one.',
    example: checkedBy('TCP_CHECK {\n  bindto 2001:db8::1\n}'),
  },
  {
    code: 'link-local-without-interface',
    about:
      'A link-local address (fe80::/10) exists on every link: without an interface nobody can say ' +
      'which neighbor is meant. The check is left out, as in keepalived.',
    cure: 'Add `bind_if` with the interface that leads to the server.',
    example: checkedBy('TCP_CHECK {\n  connect_ip fe80::20\n}'),
  },
  ...checkAnswerPages,
]
