/** Tracked files over starts and reloads, in a world of our own. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTrackFiles } from '../../src/daemon/tracks/track-files.ts'
import type { FileSettings } from '../../src/track/settings.ts'
import type { FileWatchListener, TrackedFiles } from '../../src/track/watching.ts'

const file = (name: string, more: Partial<FileSettings> = {}): FileSettings => ({
  ...{ name, path: `/run/${name}`, weight: 1, reverse: false, initial: undefined },
  ...more,
})

/** Files as texts; a number written is told as the kernel would. */
function stage(files: Record<string, string>) {
  const said: string[] = []
  let watching: FileWatchListener | undefined
  let followed: readonly string[] = []
  const content = (path: string) => {
    const text = files[path]
    return text === undefined ? undefined : new TextEncoder().encode(text)
  }
  const world: TrackedFiles = {
    open: (listener) => {
      watching = listener
      return {
        follow: (paths) => {
          followed = paths
          for (const path of paths) listener.onContent(path, content(path))
        },
        close: () => said.push('closed'),
      }
    },
    create: (path, { value, overwrite }) => {
      if (path.startsWith('/nowhere')) return 'no such file or directory (ENOENT)'
      if (overwrite || files[path] === undefined) files[path] = `${value}\n`
      return undefined
    },
  }
  const driver = openTrackFiles(world, {
    onReport: (report) => said.push('value' in report ? `${report.name} ${report.value}` : report.name),
    onTrack: (event) => said.push(event.is),
  })
  return {
    driver,
    files,
    followed: () => followed,
    write: (path: string, text: string) => {
      files[path] = text
      watching?.onContent(path, content(path))
    },
    said: () => said.splice(0),
  }
}

test('every file has its report when the start is over, so that instances begin with their numbers', () => {
  const { driver, said } = stage({ '/run/a': '5' })
  driver.reconfigure([file('a'), file('b')])
  assert.deepEqual(said(), ['a 5', 'b 0'])
  assert.deepEqual(driver.reports(), [
    { of: 'file', name: 'a', value: 5 },
    { of: 'file', name: 'b', value: 0 },
  ])
})

test('T34: a reload reports nothing of files that are the same, whatever their weight is now', () => {
  const { driver, said, write } = stage({ '/run/a': '5' })
  driver.reconfigure([file('a')])
  said()
  driver.reconfigure([file('a', { weight: -3 }), file('b')])
  assert.deepEqual(said(), ['b 0'])
  write('/run/a', '6')
  assert.deepEqual(said(), ['a 6'])
})

test('a file with another path is another file', () => {
  const { driver, said } = stage({ '/run/a': '5', '/run/c': '5' })
  driver.reconfigure([file('a')])
  said()
  driver.reconfigure([file('a', { path: '/run/c' })])
  assert.deepEqual(said(), ['a 5'])
})

test('two names of one path get its number both', () => {
  const { driver, said, write } = stage({})
  driver.reconfigure([file('a'), file('b', { path: '/run/a' })])
  said()
  write('/run/a', '9')
  assert.deepEqual(said(), ['a 9', 'b 9'])
})

test('T21, T22: init_file is carried out at the start, not at a reload', () => {
  const { driver, files } = stage({ '/run/kept': '7' })
  const initial = { value: 3, overwrite: false }
  driver.reconfigure([file('new', { initial }), file('kept', { initial })])
  assert.deepEqual([files['/run/new'], files['/run/kept']], ['3\n', '7'])
  driver.reconfigure([file('new', { initial }), file('late', { initial: { value: 1, overwrite: true } })])
  assert.equal(files['/run/late'], undefined)
})

test('an init_file that fails is told, and the file counts as missing', () => {
  const { driver, said } = stage({})
  driver.reconfigure([file('x', { path: '/nowhere/x', initial: { value: 3, overwrite: false } })])
  assert.deepEqual(said(), ['file-not-created', 'x 0'])
})

test('without files nothing is watched; what is not configured any more is let go', () => {
  const { driver, said, followed } = stage({})
  driver.reconfigure([])
  driver.stop()
  assert.deepEqual(said(), [])
  driver.reconfigure([file('a')])
  driver.reconfigure([])
  assert.deepEqual(followed(), [])
  assert.deepEqual(driver.reports(), [])
  said()
  driver.stop()
  assert.deepEqual(said(), ['closed'])
})
