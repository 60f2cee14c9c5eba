/** Runs `keepalived-ts check` over files in a folder of its own, with the words as people type them. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { runSubcommand } from '../../src/cli/subcommands.ts'
import { memoryWorld, type Said } from './memory-world.ts'

/** The example host of the pages, as `--host` reads it. */
export const facts = {
  id: 'node1',
  interfaces: [
    { name: 'lo', addresses: ['127.0.0.1/8'] },
    { name: 'eth0', addresses: ['192.0.2.2/24'] },
    { name: 'eth1', addresses: ['198.51.100.2/24'] },
  ],
}

export interface Run extends Said {
  readonly status: number
}

/** `files`: texts by name; `facts.json` is there in any case. */
export async function check(
  words: readonly string[],
  given: {
    readonly files?: Readonly<Record<string, string>>
    readonly stdin?: string
    readonly facts?: unknown
    readonly colours?: boolean
  } = {},
): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), 'keepalived-ts-check-'))
  try {
    for (const [name, text] of Object.entries(given.files ?? {})) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), text)
    }
    const factsText = typeof given.facts === 'string' ? given.facts : JSON.stringify(given.facts ?? facts)
    const { world, said } = memoryWorld({
      files: { ...inFolder(folder, given.files ?? {}), [join(folder, 'facts.json')]: factsText },
      stdin: given.stdin ?? '',
      resolve: (path) => resolve(folder, path),
      colours: given.colours ?? false,
    })
    const status = await runSubcommand(['check', ...words], world)
    return { status, ...said }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function inFolder(folder: string, files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [join(folder, name), text]))
}

/** A configuration without a fault on the example host; `more` stands in its block from line 5 on. */
export function good(more = ''): string {
  const head = '    interface eth0\n    virtual_router_id 10\n    virtual_ipaddress { 192.0.2.9 }'
  return `vrrp_instance A {\n${head}\n${more}\n}\n`
}
