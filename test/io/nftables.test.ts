/** Transactions with nf_tables in a kernel of their own: however long they are, all of it or nothing. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { before, describe, it } from 'node:test'
import { loadNative } from '../../src/io/native.ts'
import { openNftables } from '../../src/io/nftables.ts'
import { encodeAddChain, encodeAddTable } from '../../src/netlink/nftables.ts'
import { cannotMakeNamespaces, enterNewNamespace } from './namespace.ts'

/** More than a round of netlink messages, and more bytes than a socket's send buffer has by itself. */
const chainsMax = 6_000
const table = { family: 'ipv4', table: 'long' } as const

function chains(missing: string | undefined): Uint8Array[] {
  const made = Array.from({ length: chainsMax }, (_, at) => encodeAddChain(table, { name: `chain${at}` }))
  const into = { ...table, table: missing ?? table.table }
  return [encodeAddTable(table), ...made, encodeAddChain(into, { name: 'last' })]
}

const listed = () =>
  execFileSync('nft', ['list', 'ruleset'], { encoding: 'utf8', maxBuffer: 16_000_000 })
    .split('\n')
    .filter((line) => line.includes('chain ')).length

describe('a long transaction with nf_tables', { skip: cannotMakeNamespaces }, () => {
  const native = loadNative()
  before(() => enterNewNamespace(native))

  it('leaves nothing behind when its last message is refused', () => {
    const nftables = openNftables(native)
    assert.ok(nftables.ok)
    assert.equal(nftables.value.commit(chains('missing'))?.code, 'ENOENT')
    assert.equal(listed(), 0)
    nftables.value.close()
  })

  it('is carried out as a whole', () => {
    const nftables = openNftables(native)
    assert.ok(nftables.ok)
    assert.equal(nftables.value.commit(chains(undefined)), undefined)
    assert.equal(listed(), chainsMax + 1)
    nftables.value.close()
  })
})
