/** Whatever could run for ever ends, in time, with one clear error (definitionNeedsItself). */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how keepalived.conf writes definitions
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lines, parse } from './parsed.ts'

/** A second on a quiet machine; what it is for would never end. */
const millisMax = 5_000

const endless = ['definition-needs-itself']

const texts: Readonly<Record<string, readonly [text: string, codes: readonly string[]]>> = {
  'a name for itself': ['$X=$X\nk $X', endless],
  'a name with more for itself': ['$X=a ${X} b\nk $X', endless],
  'two names for each other, twice': ['$A=${B}${B}\n$B=${A}${A}\nk $A', endless],
  'empty values that double': [
    `$A=\n${Array.from({ length: 40 }, (_, i) => `$A${i + 1}=\${A${i}}\${A${i}}\n`).join('')}$A0=\nk \${A40}`,
    endless,
  ],
  'a definition over lines with itself as its last line': ['$X= \\\na \\\n$X\n$X', endless],
  'a definition over lines with itself twice': ['$X= \\\na $X \\\nb $X\n$X', endless],
  'definitions over lines in one another': ['$A= \\\na \\\n$B\n$B= \\\nb \\\n$A\n$A', endless],
  'a sequence of itself': ['$S=~SEQ(n,1,3) $S\n$S', endless],
  'a sequence of itself in a definition over lines': ['$S= \\\n~SEQ(n,1,3) $S \\\nk\n$S', endless],
  'a list whose value is the list': ['$L=~LST(v,$L,$L) $v\n$L', endless],
  'a condition of itself': ['$C=@main $C\n$C', endless],
  'sequences deeper than anybody writes': [`${'~SEQ(n,1,1) '.repeat(33)}k`, endless],
  'sequences of sequences': ['~SEQ(a,1,9999) ~SEQ(b,1,9999) ~SEQ(c,1,9999) k $a', ['too-many-lines']],
  'a definition that makes a sequence longer': [
    '$L=~SEQ(n,1,99999) $M\n$M=~SEQ(m,1,99999) k\n$L',
    ['too-many-lines'],
  ],
}

for (const [name, [text, codes]] of Object.entries(texts)) {
  test(name, () => {
    const start = performance.now()
    const found = parse(`${text}\nnext`)
    const millis = performance.now() - start
    assert.deepEqual(found.codes, codes)
    assert.ok(millis < millisMax, `${millis} ms`)
    // What comes after is read, unless everything has ended.
    const goesOn = !codes.includes('too-many-lines')
    assert.equal(found.statements.at(-1)?.keyword.text === 'next', goesOn)
  })
}

test('long lines put in again and again end too', () => {
  const text = `$X=${'x'.repeat(1000)}\n~SEQ(n,1,400000) $Y=$X$X\n`
  const start = performance.now()
  parse(text)
  assert.ok(performance.now() - start < 2 * millisMax)
  const many = parse(`$X=${'x'.repeat(1000)}\n~SEQ(n,1,300000) k $X`, {})
  assert.deepEqual(many.codes, ['too-many-lines'])
})

test('definitions and sequences that end are followed to their end', () => {
  const chain = Array.from({ length: 30 }, (_, i) => `$A${i + 1}=\${A${i}}+\n`).join('')
  assert.deepEqual(lines(`$A0=x\n${chain}k \${A30}`), [`k x${'+'.repeat(30)}`])
  assert.equal(lines('$S=~SEQ(n,1,10)\n$S $S $S k').length, 1000)
})
