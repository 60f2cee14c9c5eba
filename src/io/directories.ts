/**
 * Directories that files of ours want, made one by one. Node's own recursive mkdir never returns where a file
 * system answers ENOENT below a directory that is there, as /proc does. Refuses to make anything else.
 */
import { chmodSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Mode 0755, whatever the umask is: one that cannot be entered is none. Throws the error of mkdir(2) when one
 * can neither be made nor is there.
 */
export function makeDirectories(path: string): void {
  if (isThere(path)) return
  const parent = dirname(path)
  if (parent !== path) makeDirectories(parent)
  try {
    mkdirSync(path, 0o755)
    chmodSync(path, 0o755)
  } catch (thrown) {
    // Somebody else may have made it a moment ago.
    if (!isThere(path)) throw thrown
  }
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}
