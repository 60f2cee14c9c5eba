/** Forbidding swap touches no control group that has processes of others in it. */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { forbidSwap } from '../../src/io/swap.ts'
import type { SettingsQuirkName } from '../../src/settings/quirks.ts'

const directory = mkdtempSync(join(tmpdir(), 'keepalived-ts-swap-'))
after(() => rmSync(directory, { recursive: true }))

const quirk: SettingsQuirkName = 'noSwapByControlGroup'
const root = { proc: join(directory, 'proc'), groups: join(directory, 'groups') }
const group = join(root.groups, 'system.slice/k.service')
mkdirSync(join(root.proc, 'self'), { recursive: true })
mkdirSync(group, { recursive: true })

function forbid(membership: string, processes: readonly number[]) {
  writeFileSync(join(root.proc, 'self/cgroup'), membership)
  writeFileSync(join(group, 'cgroup.procs'), processes.map((pid) => `${pid}\n`).join(''))
  writeFileSync(join(group, 'memory.swap.max'), 'max')
  const verdict = forbidSwap((pid) => pid < 100, root)
  return { verdict, written: readFileSync(join(group, 'memory.swap.max'), 'utf8') }
}

test(`${quirk}: a group of our own may not swap`, () => {
  const { verdict, written } = forbid('0::/system.slice/k.service\n', [1, 2])
  assert.deepEqual(verdict, { is: 'forbidden', group: '/system.slice/k.service' })
  assert.equal(written, '0')
})

test('a group with others in it is left alone, and the cure is named', () => {
  const { verdict, written } = forbid('4:memory:/x\n0::/system.slice/k.service\n', [1, 100])
  assert.equal(written, 'max')
  assert.match(
    verdict.is === 'impossible' ? verdict.because : '',
    /other processes .*\(100\): MemorySwapMax=0/,
  )
})

test('the root group, or none of version 2: nothing is touched', () => {
  for (const membership of ['0::/\n', '4:memory:/x\n', '']) {
    assert.equal(forbid(membership, [1]).verdict.is, 'impossible')
  }
})
