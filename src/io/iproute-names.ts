/**
 * The tables in which iproute2 names numbers of the kernel: /etc/iproute2 and its like, read when somebody
 * asks for one. Understands nothing in them. A table that is not there is empty. Synchronous: whoever reads a
 * configuration does nothing else meanwhile.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { failureOf } from './failure.ts'

/** What the administrator changed comes before what iproute2 brought along. */
const usualDirectories = ['/etc/iproute2', '/usr/share/iproute2', '/usr/lib/iproute2'] as const
/** A table of names is a page; a file of another kind by that name shall not fill the memory. */
const bytesMax = 1_048_576

/**
 * The texts of FILE and FILE.d/*.conf, those that count more first: iproute_etc_dir, then iproute_usr_dir.
 */
export function iprouteTexts(
  file: string,
  directories: { readonly changed: string | undefined; readonly shipped: string | undefined },
): readonly string[] {
  const [etc, ...usr] = usualDirectories
  const shipped = directories.shipped === undefined ? usr : [directories.shipped]
  return [directories.changed ?? etc, ...shipped].flatMap((directory) => {
    const whole = join(directory, file)
    return [...partsOf(`${whole}.d`), whole].flatMap(textOf)
  })
}

function partsOf(directory: string): readonly string[] {
  try {
    const names = readdirSync(directory).filter((name) => name.endsWith('.conf') && !name.startsWith('.'))
    return names.sort().map((name) => join(directory, name))
  } catch (error) {
    failureOf(error, `reading ${directory}`)
    return []
  }
}

function textOf(path: string): readonly string[] {
  try {
    const { size } = statSync(path)
    return size > bytesMax ? [] : [readFileSync(path, 'utf8')]
  } catch (error) {
    failureOf(error, `reading ${path}`)
    return []
  }
}
