/** Which properties of settings the rooms that act read, by their sources. */
import { readdirSync, readFileSync } from 'node:fs'

const rooms = ['vrrp', 'track', 'check', 'lvs', 'bfd', 'notify', 'daemon', 'observe', 'io', 'netlink']
/** What acts in these has such names, too: it makes routes of the kernel. */
const onlyActing: readonly string[] = ['daemon', 'netlink']
/** Files of these rooms that only make settings of text. */
const making = /rows|draft|settings|defaults|option|-line|line-|^line|route|rule|tables|encapsulation/

/** The texts of their files. */
export function actingRooms(): readonly string[] {
  return rooms.flatMap((room) => {
    const directory = new URL(`../../src/${room}/`, import.meta.url)
    return readdirSync(directory, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && (onlyActing.includes(room) || !making.test(name)))
      .map((name) => readFileSync(new URL(name, directory), 'utf8'))
  })
}

/**
 * Whether one of them reads the last property of the path. It must also name what the property belongs to:
 * many things have a weight.
 */
export function isRead(path: string, files: readonly string[]): boolean {
  const [owner = '', property = ''] = path.split('.').slice(-2).map(withoutIndex)
  const reads = new RegExp(`\\.${property}\\b|[{,]\\s*${property}\\s*[,}=]`)
  const names = new RegExp(types[owner] ?? owner.replace(/s$/, ''), 'i')
  return files.some((text) => reads.test(text) && names.test(text))
}

/** What the elements of a list are called where they are used, when not as the list. */
const types: Readonly<Record<string, string>> = {
  addresses: 'address',
  excluded: 'address',
  realServers: 'RealServer|server',
  initial: 'init_file',
  processMonitor: 'ProcessBuffer',
  vrrpNetlinkCommand: 'ReceiveBuffer',
  vrrpNetlinkMonitor: 'ReceiveBuffer',
}

function withoutIndex(word: string): string {
  return word.replace('[]', '')
}
