/** Named pipes, really made and opened: whose they are, and that nothing ever blocks. */
import assert from 'node:assert/strict'
import {
  chownSync,
  closeSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { type Fifo, fifoOpener } from '../../src/io/fifo.ts'
import { loadNative } from '../../src/io/native.ts'

const directory = mkdtempSync(join(tmpdir(), 'keepalived-ts-fifo-'))
after(() => rmSync(directory, { recursive: true }))
const native = loadNative()
const open = fifoOpener(native)
let made = 0
const freshPath = () => join(directory, `f${made++}`)
const isRoot = process.getuid?.() === 0
const asRoot = isRoot ? {} : { skip: 'needs root' }

function opened(path: string, owner?: { uid: number; gid: number }): Fifo {
  const fifo = open(path, owner)
  assert.ok(fifo.ok)
  return fifo.value
}

function refusal(path: string, owner?: { uid: number; gid: number }): string {
  const fifo = open(path, owner)
  if (fifo.ok) fifo.value.close()
  return fifo.ok ? 'opened' : fifo.error.is === 'not-ours' ? fifo.error.text : fifo.error.failure.code
}

/** All that is in it now. */
function contents(path: string): string {
  const fd = openSync(path, 'r+')
  const buffer = Buffer.alloc(100_000)
  const text = buffer.toString('utf8', 0, readSync(fd, buffer))
  closeSync(fd)
  return text
}

test('a missing FIFO is made, for nobody else by the umask of the daemon, and removed again', () => {
  const path = freshPath()
  const before = process.umask(0o177)
  const fifo = opened(path)
  process.umask(before)
  const stats = lstatSync(path)
  assert.ok(stats.isFIFO())
  assert.equal(stats.mode & 0o777, 0o600)
  fifo.close()
  assert.ok(!existsSync(path))
})

test('one that was there stays there', () => {
  const path = freshPath()
  native.makeFifo(path, 0o600)
  opened(path).close()
  assert.ok(existsSync(path))
})

test('lines are kept for the reader that comes', () => {
  const path = freshPath()
  const fifo = opened(path)
  assert.ok(fifo.write('INSTANCE "V1" BACKUP 100\n'))
  assert.ok(fifo.write('INSTANCE "V1" MASTER 100\n'))
  assert.equal(contents(path), 'INSTANCE "V1" BACKUP 100\nINSTANCE "V1" MASTER 100\n')
  fifo.close()
})

test('a full FIFO says so at once, and when there is room again', async () => {
  const path = freshPath()
  const fifo = opened(path)
  const line = `${'x'.repeat(99)}\n`
  let count = 0
  while (fifo.write(line)) count++
  assert.ok(count > 100 && count < 10_000)
  const room = new Promise<void>((resolve) => fifo.whenRoom(resolve))
  assert.equal(contents(path).length, count * line.length)
  await room
  assert.ok(fifo.write(line))
  fifo.close()
})

test('closing forgets who waits for room', () => {
  const fifo = opened(freshPath())
  while (fifo.write(`${'x'.repeat(99)}\n`));
  fifo.whenRoom(() => assert.fail('it is closed'))
  fifo.close()
})

test('N14: a file that is no FIFO is refused and left alone', () => {
  const path = freshPath()
  writeFileSync(path, 'mine')
  assert.equal(refusal(path), 'is no named pipe')
  assert.ok(existsSync(path))
})

test('a FIFO of somebody else is refused, unless that is its configured owner', asRoot, () => {
  const path = freshPath()
  native.makeFifo(path, 0o600)
  chownSync(path, 65534, 65534)
  assert.equal(refusal(path), 'belongs to uid 65534')
  assert.equal(refusal(path, { uid: 65534, gid: 0 }), 'opened')
})

test('a new FIFO belongs to its configured owner', asRoot, () => {
  const path = freshPath()
  const fifo = opened(path, { uid: 65534, gid: 7 })
  const { uid, gid } = lstatSync(path)
  assert.deepEqual([uid, gid], [65534, 7])
  fifo.close()
})

test('links are not followed, and a missing directory is a value', () => {
  const [target, link] = [freshPath(), freshPath()]
  native.makeFifo(target, 0o600)
  symlinkSync(target, link)
  assert.equal(refusal(link), 'ELOOP')
  assert.equal(refusal(join(directory, 'none/f')), 'ENOENT')
})

test('one that somebody replaced is not there any more, and the new one is not removed', () => {
  const path = freshPath()
  const fifo = opened(path)
  assert.ok(fifo.isThere())
  unlinkSync(path)
  assert.ok(!fifo.isThere())
  native.makeFifo(path, 0o600)
  assert.ok(!fifo.isThere())
  fifo.close()
  assert.ok(existsSync(path))
})

test(
  'what somebody puts in its place between making and opening is refused, and gets no owner',
  asRoot,
  () => {
    const path = freshPath()
    const exchanging = fifoOpener({
      ...native,
      makeFifo: (at, mode) => {
        native.makeFifo(at, mode)
        unlinkSync(at)
        writeFileSync(at, 'of somebody else')
      },
    })
    const fifo = exchanging(path, { uid: 65534, gid: 65534 })
    assert.deepEqual(fifo, { ok: false, error: { is: 'not-ours', text: 'is no named pipe' } })
    assert.equal(lstatSync(path).uid, 0)
  },
)
