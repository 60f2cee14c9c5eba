/** Configurations of any size for config-speed.ts: what large sites have, and what only a bench has. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how keepalived.conf writes definitions

function repeated(count: number, text: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => text(index)).join('')
}

/** Ten lines each, on two interfaces; no two share interface, VRID and group. */
export function instances(count: number): string {
  return repeated(
    count,
    (index) => `vrrp_instance V${index} {
    interface eth${index % 2}
    virtual_router_id ${1 + ((index >> 1) % 255)}
    priority 100
    mcast_dst_ip 224.1.${Math.floor(index / 510)}.1
    virtual_ipaddress {
        10.${index >> 16}.${(index >> 8) & 255}.${index & 255}/24
    }
}
`,
  )
}

/** Each with ten real servers that TCP_CHECK watches: 66 lines. */
export function services(count: number): string {
  const realServer = (host: string) => `    real_server ${host} 80 {
        weight 1
        TCP_CHECK {
            connect_timeout 3
        }
    }
`
  return repeated(
    count,
    (index) => `virtual_server 10.${index >> 16}.${(index >> 8) & 255}.${index & 255} 80 {
    delay_loop 5
    lb_algo rr
    lb_kind NAT
    protocol TCP
${repeated(10, (server) => realServer(`10.200.${index & 255}.${server + 1}`))}}
`,
  )
}

/** So many lines of services. */
export function serviceLines(lines: number): string {
  return services(Math.round(lines / 66))
}

/** One line that makes 20,000 instances of eight lines. */
export const sequence = `$REST= \\
interface eth0 \\
virtual_router_id \${n} \\
mcast_dst_ip 224.0.\${m}.1 \\
virtual_ipaddress { \\
10.1.\${m}.\${n} \\
} \\
}
~SEQ(m, 1, 80) ~SEQ(n, 1, 250) vrrp_instance V\${m}_\${n} { $REST
`

/** Comments of five words. */
export function comments(lines: number): string {
  return repeated(lines, (line) => `# line ${line} says nothing\n`)
}
