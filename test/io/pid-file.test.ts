/** Pid files: one daemon a file, nobody else's file is touched, and none keeps the daemon from ending. */
import assert from 'node:assert/strict'
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { Native } from '../../src/io/native.ts'
import { loadNative } from '../../src/io/native.ts'
import { lockPidFile, writePidFile } from '../../src/io/pid-file.ts'

const directory = mkdtempSync(join(tmpdir(), 'keepalived-ts-pid-'))
after(() => rmSync(directory, { recursive: true }))
const native = loadNative()

function lock(path: string, calls: Native = native) {
  const locked = lockPidFile(calls, path, 4711)
  assert.ok(locked.ok, String(!locked.ok && locked.error))
  return locked.value
}

test('the pid is in the file as long as the daemon runs', () => {
  const path = join(directory, 'new', 'daemon.pid')
  const file = lock(path)
  assert.equal(readFileSync(path, 'utf8'), '4711\n')
  file.release()
  assert.equal(existsSync(path), false)
})

test('directories that are made for it can be entered by everybody, whatever the umask is', () => {
  const above = join(directory, 'made')
  const before = process.umask(0o177)
  const written = writePidFile(join(above, 'here', 'worker.pid'), 4712)
  process.umask(before)
  assert.ok(written.ok)
  for (const made of [above, join(above, 'here')]) assert.equal(statSync(made).mode & 0o777, 0o755)
})

test('the file of a daemon that ends at this moment is not taken for ours', () => {
  const path = join(directory, 'ending.pid')
  let locks = 0
  const late: Native = {
    ...native,
    lockFile: (fd) => {
      // The other one removes its file after we opened it, and its lock goes with it.
      if (locks++ === 0) rmSync(path)
      return native.lockFile(fd)
    },
  }
  const file = lock(path, late)
  assert.equal(readFileSync(path, 'utf8'), '4711\n')
  file.release()
})

test('a file that another daemon has meanwhile stays', () => {
  const path = join(directory, 'other.pid')
  const first = lock(path)
  renameSync(path, join(directory, 'moved.pid'))
  const second = lock(path)
  first.release()
  assert.equal(existsSync(path), true)
  second.release()
  assert.equal(existsSync(path), false)
})

test('a file that cannot be removed is left, and nothing is thrown', () => {
  const closed = mkdtempSync(join(directory, 'closed-'))
  const daemon = lock(join(closed, 'daemon.pid'))
  const worker = writePidFile(join(closed, 'worker.pid'), 4712)
  assert.ok(worker.ok)
  const isRoot = process.geteuid?.() === 0
  chmodSync(closed, 0o555)
  if (isRoot) process.seteuid?.(65_534)
  try {
    worker.value.release()
    daemon.release()
  } finally {
    if (isRoot) process.seteuid?.(0)
    chmodSync(closed, 0o755)
  }
  assert.equal(existsSync(join(closed, 'worker.pid')), true)
})

test('where no directory can be made, as in /proc, both say so instead of trying for ever', () => {
  const path = '/proc/keepalived-absent/daemon.pid'
  const found = [lockPidFile(native, path, 4711), writePidFile(path, 4711)]
  for (const result of found) {
    assert.ok(!result.ok && result.error !== 'locked')
    assert.equal(result.error.code, 'ENOENT')
  }
})

test('a link in the place of a worker’s pid file is not followed', () => {
  const [target, link] = [join(directory, 'target'), join(directory, 'link.pid')]
  writeFileSync(target, 'precious')
  symlinkSync(target, link)
  const written = writePidFile(link, 4712)
  assert.equal(!written.ok && written.error.code, 'ELOOP')
  assert.equal(readFileSync(target, 'utf8'), 'precious')
})
