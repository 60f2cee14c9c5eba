/** Tables of iproute2 on disk: which files count, in which order, and what happens when there are none. */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { iprouteTexts } from '../../src/io/iproute-names.ts'
import { nameTables } from '../../src/vrrp/name-tables.ts'

const root = mkdtempSync(join(tmpdir(), 'iproute-names-'))
after(() => rmSync(root, { recursive: true }))

const etc = join(root, 'etc')
const usr = join(root, 'usr')
const directories = { changed: etc, shipped: usr }

mkdirSync(join(etc, 'rt_tables.d'), { recursive: true })
mkdirSync(usr)
writeFileSync(join(usr, 'rt_tables'), '# shipped\n10\tten\n11 both # a comment\n253 default\n')
writeFileSync(join(etc, 'rt_tables'), '12 both\n0x0d thirteen\nnonsense\n14\n')
writeFileSync(join(etc, 'rt_tables.d', 'b.conf'), '20 drop\n21 both-parts\n')
writeFileSync(join(etc, 'rt_tables.d', 'a.conf'), '22 both-parts\n')
writeFileSync(join(etc, 'rt_tables.d', 'a.conf.orig'), '23 orig\n')
writeFileSync(join(usr, 'group'), 'x'.repeat(2_000_000))

test('what the administrator changed comes first, then what iproute2 brought, then what is built in', () => {
  const names = nameTables(iprouteTexts, directories)
  const found = ['ten', 'both', 'thirteen', 'main', 'nobody', 'nonsense'].map((name) =>
    names.number('rt_tables', name),
  )
  assert.deepEqual(found, [10, 12, 13, 254, undefined, undefined])
})

test('parts count when they end in .conf, in the order of their names', () => {
  const names = nameTables(iprouteTexts, directories)
  const found = ['drop', 'both-parts', 'orig'].map((name) => names.number('rt_tables', name))
  assert.deepEqual(found, [20, 22, undefined])
})

test('without files there are the names that are built in', () => {
  const names = nameTables(iprouteTexts, { changed: join(root, 'none'), shipped: join(root, 'none') })
  assert.equal(names.number('rt_protos', 'keepalived'), 18)
  assert.equal(names.number('rt_dsfield', 'EF'), 0xb8)
  assert.deepEqual(
    iprouteTexts('rt_protos', { changed: join(root, 'none'), shipped: join(root, 'none') }),
    [],
  )
})

test('a file that is no table of names is passed over', () => {
  assert.deepEqual(iprouteTexts('group', directories), [])
})

test('a table that somebody else changes meanwhile is read once', () => {
  const names = nameTables(iprouteTexts, directories)
  assert.equal(names.number('rt_realms', 'late'), undefined)
  writeFileSync(join(etc, 'rt_realms'), '5 late\n')
  assert.equal(names.number('rt_realms', 'late'), undefined)
  assert.equal(nameTables(iprouteTexts, directories).number('rt_realms', 'late'), 5)
})
