/** The configuration around the checks in the examples of pages. */

/** A virtual server with one real server, whose block holds these lines. */
export function checkedBy(lines: string): string {
  const inside = lines
    .trim()
    .split('\n')
    .map((line) => `    ${line}\n`)
    .join('')
  return `virtual_server 192.0.2.9 80 {
  protocol TCP
  lvs_sched rr
  lvs_method NAT
  real_server 192.0.2.20 80 {
${inside}  }
}
`
}
