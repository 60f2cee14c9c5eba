/**
 * The configurations of the lab, as text, and the times that follow from them. The two files in `seed/` are
 * the pair that administrators start from, with the lab's addresses and paths.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface InstanceText {
  readonly name?: string
  readonly version?: 2 | 3
  readonly interface?: string
  readonly vrid?: number
  readonly priority: number
  /** Seconds; 0.2 with version 3, 1 with version 2 if absent. */
  readonly interval?: number
  readonly vips?: readonly string[]
  /** Further lines of the instance. */
  readonly more?: string
}

export const vip = '10.0.0.100'

/** The seed configuration of one side. */
export function seed(side: 'master' | 'backup', scriptDirectory: string): string {
  const text = readFileSync(join(import.meta.dirname, 'seed', `${side}.conf`), 'utf8')
  return text.replaceAll('SCRIPTS', scriptDirectory)
}

export const seedVip = '10.0.3.168'

/** One vrrp_instance block; version 3 at 0.2 s unless told otherwise, so that the lab is quick. */
export function instance(text: InstanceText): string {
  const version = text.version ?? 3
  const lines = [
    `vrrp_instance ${text.name ?? 'VI_1'} {`,
    '    state BACKUP',
    `    version ${version}`,
    `    interface ${text.interface ?? 'eth0'}`,
    `    virtual_router_id ${text.vrid ?? 51}`,
    `    priority ${text.priority}`,
    `    advert_int ${intervalOf(text)}`,
    ...(text.more ?? '').split('\n').map((line) => `    ${line.trim()}`),
    '    virtual_ipaddress {',
    ...(text.vips ?? [vip]).map((each) => `        ${each}`),
    '    }',
    '}',
  ]
  return `${lines.join('\n')}\n`
}

/** `global_defs` with scripts run as root, and further lines. */
export function globals(more = ''): string {
  const lines = ['router_id LAB', 'script_user root', 'enable_script_security', more]
  return `global_defs {\n    ${lines.join('\n    ')}\n}\n`
}

/** A whole file: globals and one instance. */
export function single(text: InstanceText): string {
  return globals() + instance(text)
}

/** Seconds that a backup waits after the last advert: RFC 9568 section 6.1, RFC 3768 section 6.1. */
export function masterDownSeconds(text: InstanceText): number {
  return 3 * intervalOf(text) + skewSeconds(text)
}

/**
 * Seconds that it waits after an advert of priority 0; version 2 counts in whole seconds whatever the
 * interval.
 */
export function skewSeconds(text: InstanceText): number {
  const unit = (text.version ?? 3) === 2 ? 1 : intervalOf(text)
  return ((256 - text.priority) * unit) / 256
}

function intervalOf(text: InstanceText): number {
  return text.interval ?? ((text.version ?? 3) === 2 ? 1 : 0.2)
}
