/** The small file that somebody waits for: what stands in its place can neither hang nor fill the daemon. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { loadNative } from '../../src/io/native.ts'
import { type FileWord, watchSmallFile } from '../../src/io/time-file.ts'

const directory = mkdtempSync(join(tmpdir(), 'keepalived-ts-time-'))
after(() => rmSync(directory, { recursive: true }))

function wordAt(path: string): FileWord {
  const words: FileWord[] = []
  watchSmallFile(path, (word) => words.push(word)).close()
  assert.equal(words.length, 1)
  return words[0]
}

test('its text is told at once; without a file there is none', () => {
  const path = join(directory, 'at')
  assert.equal(wordAt(path), undefined)
  writeFileSync(path, '12:00:00\n')
  assert.equal(wordAt(path), '12:00:00\n')
})

test('one of more than 4 KiB, and a device without end, are none', () => {
  const [long, endless] = [join(directory, 'long'), join(directory, 'endless')]
  writeFileSync(long, 'x'.repeat(4_097))
  symlinkSync('/dev/zero', endless)
  assert.deepEqual([long, endless].map(wordAt), [undefined, undefined])
})

test('a named pipe that nobody writes to keeps nobody waiting', () => {
  const path = join(directory, 'pipe')
  loadNative().makeFifo(path, 0o600)
  assert.equal(wordAt(path), '')
})
