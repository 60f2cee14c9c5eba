/** A full disk costs the lines of that time and no more. */
import assert from 'node:assert/strict'
import { closeSync, openSync } from 'node:fs'
import { test } from 'node:test'
import { descriptorWriter, openSink } from '../../src/io/log-sink.ts'

test('no space left is no end of the log', () => {
  const fd = openSync('/dev/full', 'w')
  assert.equal(descriptorWriter(fd)(Buffer.from('a line\n')), 'full')
  closeSync(fd)
})

test('what waited for space is written when there is some', async () => {
  const written: string[] = []
  let isFull = true
  const sink = openSink((bytes) => {
    if (isFull) return 'full'
    written.push(bytes.toString())
    return bytes.length
  }, String)
  sink.write('first\n')
  isFull = false
  sink.write('second\n')
  await sink.flush()
  assert.deepEqual(written, ['first\n', 'second\n'])
})
