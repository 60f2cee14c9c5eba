/**
 * The language itself under `keepalived -t` and under ours: definitions, sequences, conditions, quotes and
 * comments in one list of addresses, put together at random. The exit status is the same, and what differs
 * between versions is not generated. KEEPALIVED_SEED and KEEPALIVED_FILES choose others and more.
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how keepalived.conf writes definitions
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { includePort } from '../../src/io/include.ts'
import { loadSettings } from '../../src/settings/load.ts'
import { testStatus } from '../../src/settings/test-status.ts'
import { host } from '../settings/example-host.ts'
import { openRandom, type Random } from '../simulation/random.ts'
import { labIsRequired, labMissing, peerMissing } from './able.ts'
import { configId, verdictsOf } from './differential/oracle.ts'
import { openLab } from './network.ts'

const seed = Number(process.env['KEEPALIVED_SEED'] ?? 1)
const files = Number(process.env['KEEPALIVED_FILES'] ?? 300)

type Line = (random: Random, own: string) => string

/** `own`: an address that no other line has; 2.4 refuses the same one twice, 2.2.7 does not. */
const lines: readonly [Line, ...Line[]] = [
  (_, own) => own,
  (_, own) => `"${own}"`,
  (_, own) => `$A=${own}`,
  () => '$A',
  (_, own) => `$M= \\\n${own}1 \\\n${own}2 dev eth0`,
  () => '$M # several lines',
  (_, own) => `$N=$O\n$O=${own}\n$N`,
  (_, own) => `$G= \\\n$H=${own} \\\n$H\n$G`,
  (_, own) => `$L=${own}1 \\\n\n${own}2 \\`,
  (_, own) => `$D=dev eth0\n${own} \${D}`,
  (_, own) => `$F=dev\n${own} $F eth0`,
  (_, own) => `${own} $F,eth0`,
  (_, own) => `${own} \${F}eth0`,
  (_, own) => `${own} $UNDEFINED`,
  (_, own) => `${own} dev eth0 \${UNDEFINED}`,
  (_, own) => `${own} # $UNDEFINED`,
  (_, own) => `${own} dev \${_HASH}x`,
  (_, own) => `${own} "dev eth0"`,
  (_, own) => `${own} "dev" eth0`,
  (_, own) => `${own} de\\#v`,
  (_, own) => `${own} dev eth\${_RANDOM 0 1}`,
  (random, own) => `~SEQ(n,1,${random.between(0, 3)}) ${own}\${n}`,
  (random, own) => `~SEQ(n,${random.between(0, 4)},${random.between(0, 4)}) ${own}\${n}`,
  (random, own) => `~SEQ(n,1,${random.between(0, 2)},${random.between(0, 5)}) ${own}\${n}`,
  (_, own) => `$E=~SEQ(n,1,2)\n$E ${own}\${n}\n$E ${own}1\${n}`,
  (_, own) => `~SEQ(a,1,2) ~SEQ(b,1,2) ${own}\${a}\${b}`,
  () => '~SEQ(n,1,2)',
  () => '~FOO(n) x',
  (_, own) => `~LST(v,1,2) ${own}\${v}`,
  (_, own) => `~LST({v,w},{1,eth0},{2,eth1}) ${own}\${v} dev $w`,
  (_, own) => `~LST({v,w},{1,eth0},{2}) ${own}\${v} dev $w`,
  (_, own) => `@${configId} ${own}`,
  (_, own) => `@^other ${own}`,
  () => `@^${configId} zork zork`,
  () => '@other bad',
  () => 'include none.inc',
  () => 'includem none.inc',
  () => 'include *.none',
  () => '! comment',
  () => '}',
  () => '{',
]

function configuration(random: Random): string {
  const body = Array.from({ length: random.between(1, 9) }, (_, index) =>
    random.pick(lines)(random, `10.${random.between(0, 249)}.${index + 1}.1`),
  )
  const head = 'vrrp_instance A {\ninterface eth0\nvirtual_router_id 10\nvirtual_ipaddress {\n172.16.0.1\n'
  return `${head}${body.join('\n')}\n}\n}\n`
}

const missing = labIsRequired() ? undefined : ((await labMissing()) ?? peerMissing())

test(`${files} texts from seed ${seed} have the status that keepalived gives them`, {
  skip: missing ?? false,
}, async (context) => {
  const lab = await openLab({ hosts: ['a'], lans: 2 })
  context.after(() => lab.close())
  const random = openRandom(seed)
  const texts = Array.from({ length: files }, () => configuration(random))
  const verdicts = await verdictsOf(lab.host('a'), texts)
  const accepted = verdicts.filter(({ status }) => status === 0).length
  assert.ok(accepted > files / 10 && accepted < files * 0.9, `${accepted} are accepted`)
  for (const [index, text] of texts.entries()) {
    const { diagnostics } = loadSettings({ file: 'k.conf', text, read: includePort, host, id: configId })
    const found = diagnostics.filter(({ code }) => code !== 'address-twice')
    const said = diagnostics.map(({ code, message }) => `${code}: ${message}`).join('\n')
    assert.equal(testStatus(found), verdicts[index]?.status, `${text}\n${said}`)
  }
})
