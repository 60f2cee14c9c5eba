/**
 * A small file whose text somebody waits for: told at once, and again whenever it is written, moved there or
 * removed. inotify(7) through Node, on the directory, so that the file may be missing.
 */
import { type FSWatcher, watch } from 'node:fs'
import { basename, dirname } from 'node:path'
import { attempt } from './failure.ts'
import { readBeginning } from './number-files.ts'

/** Undefined: there is no file, or none that can be read. */
export type FileWord = string | undefined

const bytesMax = 4_096
/** Writers truncate first: what is read within this is half a word. */
const settleMillis = 50
/** Where there is no directory to watch, it is asked again. */
const lookAgainMillis = 2_000

export function watchSmallFile(path: string, onText: (text: FileWord) => void): { close(): void } {
  let timer: NodeJS.Timeout | undefined
  let watcher: FSWatcher | undefined
  const read = () => onText(smallText(path))
  const soon = (millis: number, run: () => void) => {
    clearTimeout(timer)
    timer = setTimeout(run, millis)
    timer.unref()
  }
  const begin = () => {
    read()
    const opened = attempt(`watching ${path}`, () => watch(dirname(path), { persistent: false }))
    if (!opened.ok) return soon(lookAgainMillis, begin)
    watcher = opened.value
    watcher.on('change', (_, name) => {
      if (name === null || name === basename(path)) soon(settleMillis, read)
    })
    watcher.on('error', () => {
      watcher?.close()
      soon(lookAgainMillis, begin)
    })
  }
  begin()
  return {
    close: () => {
      clearTimeout(timer)
      watcher?.close()
    },
  }
}

function smallText(path: string): FileWord {
  const bytes = readBeginning(path, bytesMax + 1)
  return bytes === undefined || bytes.length > bytesMax ? undefined : new TextDecoder().decode(bytes)
}
