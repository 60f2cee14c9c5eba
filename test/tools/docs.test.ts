import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { generatedFiles } from '../../tools/docs.ts'

for (const { path, text } of generatedFiles) {
  test(`${path} is current: npm run docs writes it`, () => {
    assert.equal(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'), text())
  })
}
