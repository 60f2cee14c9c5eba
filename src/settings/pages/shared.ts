/** What the diagnostic codes mean that several areas report. */
import type { CodePage } from './page.ts'

export const sharedPages: readonly CodePage[] = [
  {
    code: 'deprecated-keyword',
    about:
      'This is the spelling of an older keepalived. It still works and means the same as its successor, ' +
      'and keepalived announces that it will go one day: its configuration test ends with status 5 for it.',
    cure: 'Write the word that is suggested; where none is, look the keyword up in keepalived.conf(5).',
    example: `vrrp_instance A {
    interface eth0
    virtual_router_id 10
    virtual_ipaddress { 192.0.2.9 }
    linkbeat_use_polling
}
`,
  },
  {
    code: 'interface-unknown',
    about:
      'The configuration names an interface that this host does not have. keepalived refuses to start VRRP ' +
      'at all then, for all instances, because a misspelt name must not leave an address unguarded.',
    cure:
      'Correct the name; for an interface that comes later, set `dynamic_interfaces` in global_defs; to ' +
      'check a file of another host, use --no-host or --host FACTS.json.',
    example: `vrrp_instance A {
    interface eth7
    virtual_router_id 10
    virtual_ipaddress { 192.0.2.9 }
}
`,
  },
]
