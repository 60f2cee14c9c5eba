/** What the diagnostic codes mean that are about BFD sessions. */
import type { CodePage } from './page.ts'

export const bfdPages: readonly CodePage[] = [
  {
    code: 'bfd-without-neighbor',
    about:
      'A BFD session needs the address of its other end. Without neighbor_ip the session is left ' +
      'out; an instance that tracks it stays tied to a session that is down for ever.',
    cure: 'Add neighbor_ip.',
    example: `bfd_instance peer {
  min_rx 100
}
`,
  },
  {
    code: 'bfd-families-differ',
    about:
      'source_ip and neighbor_ip must both be IPv4 or both IPv6. The session is left out; whoever ' +
      'tracks it sees it down.',
    cure: 'Write a source_ip of the family of the neighbor, or leave it out.',
    example: `bfd_instance peer {
  neighbor_ip 192.0.2.3
  source_ip 2001:db8::2
}
`,
  },
  {
    code: 'bfd-neighbor-taken',
    about:
      'Packets of a new session find it by their addresses alone (RFC 5881, section 3), so there ' +
      'can be one session with a neighbor: or one from each source_ip, if all of them have one. ' +
      'Sessions with multihop use another port and are apart.',
    cure: 'Give every session with this neighbor a source_ip of its own, or use one session for all.',
    example: `bfd_instance peer {
  neighbor_ip 192.0.2.3
}
bfd_instance again {
  neighbor_ip 192.0.2.3
}
`,
  },
  {
    code: 'max-hops-beyond-ttl',
    about:
      'max_hops says how much the TTL or hop limit of a received packet may have lost on its way. ' +
      'It cannot have lost more than it had: ttl or hoplimit, by default 255 with IPv4 and 64 with ' +
      'IPv6.',
    cure: 'Lower max_hops; 255 together with ttl 255 means that hops are not counted.',
    example: `bfd_instance peer {
  neighbor_ip 192.0.2.3
  ttl 5
  max_hops 6
}
`,
  },
  {
    code: 'bfd-slow',
    about:
      'BFD is there to tell within milliseconds. Intervals of more than 10 s, or more than 10 ' +
      'packets that may be missing, are allowed and mostly a mistake of unit: the numbers are ' +
      'milliseconds.',
    cure: 'Check the unit; 100 is a tenth of a second.',
    example: `bfd_instance peer {
  neighbor_ip 192.0.2.3
  min_rx 20000
}
`,
  },
]
