/** Files of track_file that the daemon makes, as root, where others may have put something first. */
import assert from 'node:assert/strict'
import { lstatSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createNumberFile } from '../../src/io/number-files.ts'

function inFolder(work: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'number-files-'))
  try {
    work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

test('init_file writes the number, over another one only with overwrite', () => {
  inFolder((folder) => {
    const path = join(folder, 'number')
    assert.equal(createNumberFile(path, { value: 3, overwrite: false }), undefined)
    assert.equal(createNumberFile(path, { value: 4, overwrite: false }), undefined)
    assert.equal(readFileSync(path, 'utf8'), '3\n')
    assert.equal(createNumberFile(path, { value: 5, overwrite: true }), undefined)
    assert.equal(readFileSync(path, 'utf8'), '5\n')
  })
})

test('init_file with overwrite writes through no symbolic link in the place of the file', () => {
  inFolder((folder) => {
    const [victim, path] = [join(folder, 'victim'), join(folder, 'number')]
    writeFileSync(victim, 'untouched')
    symlinkSync(victim, path)
    assert.match(createNumberFile(path, { value: 1, overwrite: true }) ?? '', /symbolic link.*ELOOP/)
    assert.equal(readFileSync(victim, 'utf8'), 'untouched')
    assert.ok(lstatSync(path).isSymbolicLink())
  })
})
