/** Tracked files on a real file system. Waits for the kernel's notifications, never for time. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  closeSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { after, describe, it } from 'node:test'
import { openFileWatch, trackedFiles } from '../../src/io/file-watch.ts'
import { loadNative } from '../../src/io/native.ts'
import { contentBytesMax, leadingNumber } from '../../src/track/file.ts'
import type { FileWatchListener } from '../../src/track/watching.ts'
import { until } from './namespace.ts'

const native = loadNative()
const root = mkdtempSync(join(tmpdir(), 'keepalived-ts-files-'))
after(() => rmSync(root, { recursive: true }))
let made = 0

/** Follows `load` in a directory of its own; notes what is told, numbers as numbers, no file as `gone`. */
function follow(name = 'load') {
  const directory = join(root, String(made++))
  const path = join(directory, name)
  const told: (number | string)[] = []
  const listener: FileWatchListener = {
    onContent: (_, content) => told.push(content === undefined ? 'gone' : Number(leadingNumber(content))),
    onUnusable: (_, text) => told.push(text),
    onChangesUntold: (_, system) => told.push(system),
  }
  const watch = openFileWatch(native, listener, contentBytesMax)
  after(() => watch.close())
  return {
    directory,
    path,
    told,
    watch,
    last: (value: number | string) => until(() => told.at(-1) === value),
  }
}

describe('a tracked file', () => {
  it('T13: is told at once, and whenever it was written and closed', async () => {
    const { directory, path, told, watch, last } = follow()
    mkdirSync(directory)
    writeFileSync(path, '10\n')
    watch.follow([path])
    assert.deepEqual(told, [10])
    writeFileSync(path, '-20\n')
    await last(-20)
    writeFileSync(path, '')
    await last(0)
  })

  it('is not read while it is being written', async () => {
    const { directory, path, told, watch, last } = follow()
    mkdirSync(directory)
    writeFileSync(path, '10')
    writeFileSync(join(directory, 'other'), '')
    watch.follow([path, join(directory, 'other')])
    told.length = 0
    const file = openSync(path, 'w')
    writeSync(file, '2')
    writeFileSync(join(directory, 'other'), '99')
    await last(99)
    assert.deepEqual(told, [99])
    writeSync(file, '5')
    closeSync(file)
    await last(25)
    assert.deepEqual(told, [99, 25])
  })

  it('that is new is not read before it was closed', async () => {
    const { directory, path, told, watch, last } = follow()
    mkdirSync(directory)
    const other = join(directory, 'other')
    watch.follow([path, other])
    told.length = 0
    const file = openSync(path, 'w')
    writeSync(file, '2')
    writeFileSync(other, '99')
    await last(99)
    assert.deepEqual(told, [99])
    closeSync(file)
    await last(2)
  })

  it('T17: is gone when it is moved away or deleted, and back when it is moved in', async () => {
    const { directory, path, watch, last } = follow()
    mkdirSync(directory)
    writeFileSync(path, '40')
    watch.follow([path])
    renameSync(path, `${path}.away`)
    await last('gone')
    renameSync(`${path}.away`, path)
    await last(40)
    rmSync(path)
    await last('gone')
    writeFileSync(path, '7')
    await last(7)
    writeFileSync(`${path}.new`, '8')
    renameSync(`${path}.new`, path)
    await last(8)
  })

  it('quirk fileDirectoryAwaited: may be a link that comes: it is as complete as it will be', async () => {
    const { directory, path, watch, last } = follow()
    mkdirSync(directory)
    writeFileSync(`${path}.real`, '5')
    watch.follow([path])
    symlinkSync(`${path}.real`, path)
    await last(5)
    rmSync(path)
    await last('gone')
    linkSync(`${path}.real`, path)
    await last(5)
  })

  it('quirk fileDirectoryAwaited: its directory may come later, go, and come again', async () => {
    const { directory, path, told, watch, last } = follow(join('a', 'b', 'load'))
    watch.follow([path])
    assert.deepEqual(told, ['no such file or directory', 'gone'])
    mkdirSync(join(directory, 'a', 'b'), { recursive: true })
    writeFileSync(path, '3')
    await last(3)
    rmSync(join(directory, 'a'), { recursive: true })
    await last('gone')
    mkdirSync(join(directory, 'a', 'c'), { recursive: true })
    writeFileSync(join(directory, 'a', 'c', 'load'), '4')
    renameSync(join(directory, 'a', 'c'), join(directory, 'a', 'b'))
    await last(4)
  })

  it('quirk fileDirectoryAwaited: its directory may come later as a link', async () => {
    const { directory, path, told, watch, last } = follow()
    const target = join(root, String(made++))
    mkdirSync(target)
    writeFileSync(join(target, 'load'), '5\n')
    watch.follow([path])
    assert.equal(told.at(-1), 'gone')
    symlinkSync(target, directory)
    await last(5)
    writeFileSync(join(target, 'load'), '6\n')
    await last(6)
  })

  it('may be written with more or fewer slashes and dots', async () => {
    const { directory, told, watch } = follow()
    mkdirSync(directory)
    const names = [
      `${directory}//load`,
      `${directory}/./load`,
      relative(process.cwd(), join(directory, 'load')),
    ]
    watch.follow(names)
    assert.deepEqual(told, ['gone', 'gone', 'gone'])
    writeFileSync(join(directory, 'load'), '6')
    await until(() => told.length >= 6)
    assert.deepEqual(told.slice(3), [6, 6, 6])
  })

  it('is no longer told of when it is not followed any more', async () => {
    const { directory, path, told, watch, last } = follow()
    mkdirSync(directory)
    const other = join(directory, 'other')
    watch.follow([path, other])
    watch.follow([other])
    told.length = 0
    writeFileSync(path, '1')
    writeFileSync(other, '2')
    await last(2)
    assert.deepEqual(told, [2])
  })

  it('that is a directory or a fifo without a writer has no content and hangs nobody', () => {
    const { directory, told, watch } = follow()
    mkdirSync(join(directory, 'x'), { recursive: true })
    execFileSync('mkfifo', [join(directory, 'fifo')])
    watch.follow([join(directory, 'x'), join(directory, 'fifo')])
    assert.deepEqual(told, ['gone', 0])
  })

  it('on a file system of the kernel itself is said to be one whose changes are not told', () => {
    const { told, watch } = follow()
    watch.follow(['/proc/sys/kernel/ostype'])
    assert.deepEqual(told, ['proc', 0])
  })
})

describe('init_file', () => {
  const { create } = trackedFiles(native)

  it('T22: creates what is not there, mode 0600, and leaves alone what is', () => {
    const path = join(root, 'created')
    assert.equal(create(path, { value: -7, overwrite: false }), undefined)
    assert.equal(readFileSync(path, 'utf8'), '-7\n')
    assert.equal(statSync(path).mode & 0o777, 0o600)
    writeFileSync(path, 'kept')
    assert.equal(create(path, { value: 1, overwrite: false }), undefined)
    assert.equal(readFileSync(path, 'utf8'), 'kept')
  })

  it('T21: with overwrite the value counts in any case', () => {
    const path = join(root, 'overwritten')
    writeFileSync(path, '123456')
    assert.equal(create(path, { value: 0, overwrite: true }), undefined)
    assert.equal(readFileSync(path, 'utf8'), '0\n')
  })

  it('says why a file cannot be created', () => {
    const path = join(root, 'nowhere', 'file')
    assert.equal(create(path, { value: 0, overwrite: true }), 'no such file or directory (ENOENT)')
  })
})
