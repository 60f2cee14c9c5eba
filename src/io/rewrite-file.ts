/**
 * Gives a file another text as a whole, for tools that people run on their files: symbolic links are
 * followed, mode and owner stay. Refuses what it could not leave as it was but for its text, and to write
 * over what somebody changed meanwhile.
 */
import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { failureOf } from './failure.ts'

/** `was`: the text that the new one was made from. Returns why it could not be done. */
export function rewriteFile(
  path: string,
  by: { readonly was: string; readonly text: string },
): string | undefined {
  try {
    const real = realpathSync(path)
    const stats = statSync(real)
    if (stats.nlink > 1)
      return 'it has more than one name (hard links): a new file would leave the others behind'
    if ((stats.mode & 0o222) === 0) return 'it is write-protected: chmod u+w'
    const temporary = join(dirname(real), `.keepalived-ts.${process.pid}.tmp`)
    try {
      writeLike(temporary, by.text, stats)
      if (readFileSync(real, 'utf8') !== by.was) return 'somebody changed it meanwhile'
      renameSync(temporary, real)
      return undefined
    } finally {
      rmSync(temporary, { force: true })
    }
  } catch (thrown) {
    const { text, code } = failureOf(thrown, `writing ${path}`)
    return `${text} (${code})`
  }
}

/** A file of the same mode and owner, on disk before anybody can see it under its name. */
function writeLike(path: string, text: string, like: Stats): void {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW
  const file = openSync(path, flags, 0o600)
  try {
    const bytes = Buffer.from(text)
    for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written)
    const mine = fstatSync(file)
    if (mine.uid !== like.uid || mine.gid !== like.gid) fchownSync(file, like.uid, like.gid)
    // After the owner, which takes away the bits for setuid and setgid.
    fchmodSync(file, like.mode & 0o7777)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
