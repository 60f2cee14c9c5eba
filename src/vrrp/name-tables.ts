/**
 * Names of iproute2 for numbers of the kernel: routing tables, protocols, scopes, traffic classes, realms and
 * groups of interfaces. ip-route(8), /etc/iproute2. Reads no file: their texts come from outside, each when a
 * name of it is asked for.
 */

export const nameTableFiles = [
  'rt_tables',
  'rt_protos',
  'rt_scopes',
  'rt_dsfield',
  'rt_realms',
  'group',
] as const
export type NameTableFile = (typeof nameTableFiles)[number]

/** Where the tables are; undefined: where iproute2 of this host has them. */
export interface NameDirectories {
  /** iproute_etc_dir: what the administrator changed. */
  readonly changed: string | undefined
  /** iproute_usr_dir: what iproute2 came with. */
  readonly shipped: string | undefined
}

/** The texts of one table, those that count more first; undefined: nobody knows, so that any name is good. */
export type NameTexts = (file: NameTableFile, directories: NameDirectories) => readonly string[] | undefined

export interface NameTables {
  /** Undefined: no table has the name. */
  readonly number: (file: NameTableFile, name: string) => number | undefined
  readonly names: (file: NameTableFile) => Iterable<string>
}

/** What iproute2 knows without any file. */
const builtIn: Readonly<Record<NameTableFile, string>> = {
  rt_tables: '253 default\n254 main\n255 local\n0 unspec',
  rt_protos: `0 unspec\n1 redirect\n2 kernel\n3 boot\n4 static\n8 gated\n9 ra\n10 mrt\n11 zebra\n12 bird
13 dnrouted\n14 xorp\n15 ntk\n16 dhcp\n18 keepalived\n42 babel\n99 openr\n186 bgp\n187 isis\n188 ospf
189 rip\n192 eigrp`,
  rt_scopes: '0 global\n255 nowhere\n254 host\n253 link\n200 site',
  rt_dsfield: `0x00 default\n0x28 AF11\n0x30 AF12\n0x38 AF13\n0x48 AF21\n0x50 AF22\n0x58 AF23\n0x68 AF31
0x70 AF32\n0x78 AF33\n0x88 AF41\n0x90 AF42\n0x98 AF43\n0x20 CS1\n0x40 CS2\n0x60 CS3\n0x80 CS4\n0xA0 CS5
0xC0 CS6\n0xE0 CS7\n0xB8 EF`,
  rt_realms: '0 cosmos',
  group: '0 default',
}

/** What any name stands for where the tables are unknown: a number that every table may have. */
const someNumber = 4

const nowhere: NameDirectories = { changed: undefined, shipped: undefined }

/** Each table is read when it is first needed, once. */
export function nameTables(texts: NameTexts = () => [], directories = nowhere): NameTables {
  const read = new Map<NameTableFile, ReadonlyMap<string, number>>()
  const unknown = new Set<NameTableFile>()
  const table = (file: NameTableFile): ReadonlyMap<string, number> => {
    const before = read.get(file)
    if (before !== undefined) return before
    const numbers = new Map<string, number>()
    const found = texts(file, directories)
    if (found === undefined) unknown.add(file)
    for (const text of [...(found ?? []), builtIn[file]]) addNames(text, numbers)
    read.set(file, numbers)
    return numbers
  }
  return {
    number: (file, name) =>
      table(file).get(name) ?? (unknown.has(file) && isName(name) ? someNumber : undefined),
    names: (file) => table(file).keys(),
  }
}

function isName(text: string): boolean {
  return /^[a-z_][^\s/]*$/i.test(text)
}

/** `NUMBER NAME` on a line; the first text that has a name decides. */
function addNames(text: string, into: Map<string, number>): void {
  for (const line of text.split('\n')) {
    const [number = '', name = ''] = line.replace(/#.*$/, '').trim().split(/\s+/)
    const value = cNumber(number)
    if (name !== '' && value !== undefined && !into.has(name)) into.set(name, value)
  }
}

/**
 * A number as C writes it: decimal, 0x and hexadecimal, or 0 and octal digits, perhaps with a plus.
 * Undefined: it is none.
 */
export function cNumber(word: string): number | undefined {
  const text = word.startsWith('+') ? word.slice(1) : word
  if (/^(0x[0-9a-f]+|[1-9]\d*|0)$/i.test(text)) return Number(text)
  return /^0[0-7]+$/.test(text) ? Number.parseInt(text, 8) : undefined
}
