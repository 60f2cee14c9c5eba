/**
 * A host to check configurations against, and the shortest ways to load a text on it. Touches nothing real.
 */
import { headline } from '../../src/conf/diagnostics.ts'
import type { FilePort } from '../../src/conf/expand.ts'
import { type Loaded, type LoadInput, loadSettings } from '../../src/settings/load.ts'
import { exampleHost, exampleScripts } from '../../src/settings/pages/example-host.ts'
import type { ScriptFacts } from '../../src/settings/scripts/checks-scripts.ts'
import type { HostFacts } from '../../src/settings/settings.ts'

export const host: HostFacts = exampleHost

export const noFiles: FilePort = { include: () => [] }

/** Programs by path: `0o755` is a file of root with these permission bits. */
export function programs(modes: Readonly<Record<string, number>>): ScriptFacts {
  return exampleScripts((program) => modes[program])
}

export function load(
  text: string,
  extra: Pick<Partial<LoadInput>, 'read' | 'scripts' | 'id' | 'environment' | 'includeCheck'> = {},
): Loaded {
  return loadSettings({ file: 'k.conf', text, read: noFiles, host, id: 'node', ...extra })
}

/** Codes with the line they are about: `unknown-keyword:3`. */
export function codes(loaded: Loaded): string[] {
  return loaded.diagnostics.map((diagnostic) => `${diagnostic.code}:${diagnostic.span.line}`)
}

export function headlines(loaded: Loaded): string[] {
  return loaded.diagnostics.map(headline)
}

/** An instance A on eth0 with one address; `more` stands in its block from line 5 on. */
export function instance(more = '', name = 'A'): string {
  const head = 'interface eth0\nvirtual_router_id 10\nvirtual_ipaddress { 10.0.0.1 }'
  return `vrrp_instance ${name} {\n${head}\n${more}\n}\n`
}

/** A virtual server with one checked real server; `more` stands in its block from line 5 on. */
export function service(more = '', realServer = ''): string {
  const server = `real_server 192.0.2.20 80 {\n${realServer}\nTCP_CHECK {\n}\n}`
  return `virtual_server 192.0.2.9 80 {\nprotocol TCP\nlvs_sched rr\nlvs_method NAT\n${more}\n${server}\n}\n`
}
