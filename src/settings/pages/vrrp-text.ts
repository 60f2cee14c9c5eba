/** The configuration around the examples about VRRP. */

/** Instance A on eth0 with 10.0.0.1, and these lines. */
export function instanceWith(...lines: readonly string[]): string {
  return block('vrrp_instance A', [
    'interface eth0',
    'virtual_router_id 10',
    'virtual_ipaddress { 10.0.0.1 }',
    ...lines,
  ])
}

/** A block with its lines indented. */
export function block(head: string, lines: readonly string[]): string {
  return `${head} {\n${lines.map((line) => `  ${line.replaceAll('\n', '\n  ')}\n`).join('')}}\n`
}
