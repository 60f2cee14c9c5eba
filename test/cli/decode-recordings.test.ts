/** What decode prints for recordings of real daemons, whole: test/data/frames/*.decoded. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { framesFolder, recording, recordings } from '../wire/frames.ts'
import { decode, objects } from './decode-world.ts'

const { UPDATE_GOLDENS } = process.env

describe('recordings are printed as before', () => {
  for (const name of recordings) {
    test(name, () => {
      const answer = decode([name], { files: { [name]: recording(name) } })
      assert.deepEqual([answer.status, answer.errors], [0, ''])
      const golden = join(framesFolder, name.replace(/\.pcap$/, '.decoded'))
      if (UPDATE_GOLDENS === '1') writeFileSync(golden, answer.text)
      assert.ok(existsSync(golden), `${golden} is missing: see test/data/frames/README.md`)
      assert.equal(answer.text, readFileSync(golden, 'utf8'))
    })
  }
})

describe('every frame of a real daemon is acceptable', () => {
  for (const name of recordings) {
    test(name, () => {
      const shown = objects(decode([name], { json: true, files: { [name]: recording(name) } }))
      assert.ok(shown.some(({ protocol }) => protocol === 'vrrp'))
      for (const frame of shown) assert.equal(frame.verdict, 'ok', JSON.stringify(frame))
    })
  }
})
