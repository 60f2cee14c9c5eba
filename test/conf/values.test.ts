/** Words to values, as the configuration test of keepalived judges them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commandWords } from '../../src/conf/command-words.ts'
import { editDistance, nearest } from '../../src/conf/suggest.ts'
import {
  boolean,
  choice,
  integer,
  interfaceName,
  type Kind,
  multicastIpv4,
  port,
  portOrAny,
  seconds,
  singleAddress,
  text,
} from '../../src/conf/values.ts'

/** The value, or the code of the misfit with the value used instead. */
function read<T>(kind: Kind<T>, word: string): unknown {
  const result = kind.read(word)
  if (result.ok) return result.value
  const { code, corrected } = result.error
  return corrected === undefined ? code : [code, corrected]
}

test('integers: decimal, a sign, leading blanks and zeros; nothing after the digits', () => {
  const strict = integer({ min: 1, max: 255, strict: true })
  assert.equal(read(strict, '100'), 100)
  assert.equal(read(strict, '+100'), 100)
  assert.equal(read(strict, '  100'), 100)
  assert.equal(read(strict, '007'), 7)
  assert.equal(read(strict, '0'), 'out-of-range')
  assert.equal(read(strict, '256'), 'out-of-range')
  assert.equal(read(strict, '-1'), 'out-of-range')
  assert.equal(read(strict, '99999999999999999999'), 'out-of-range')
  assert.equal(read(strict, '100a'), 'not-a-number')
  assert.equal(read(strict, '100.0'), 'not-a-number')
  assert.equal(read(strict, '0x10'), 'not-a-number')
  assert.equal(read(strict, 'ten'), 'not-a-number')
  assert.equal(read(integer({ min: -253, max: 253 }), '-253'), -253)
  assert.equal(read(integer({ min: -1, max: 1 }), '-0'), 0)
  assert.equal(read(integer({ min: 0, max: 9 }), ''), 0)
})

test('most keywords take the number before other text, as a running keepalived does', () => {
  const lenient = integer({ min: 0, max: 4294 })
  assert.deepEqual(read(lenient, '10s'), ['not-a-number', 10])
  assert.equal(read(lenient, '99999s'), 'not-a-number')
  assert.deepEqual(read(seconds({ min: 0, max: 60, digits: 6 }), '5s'), ['not-a-number', 5_000_000])
})

test('seconds: fractions to the last microsecond', () => {
  const six = seconds({ min: 0.01, max: 255, digits: 6 })
  assert.equal(read(six, '1'), 1_000_000)
  assert.equal(read(six, '5.'), 5_000_000)
  assert.equal(read(six, '.5'), 500_000)
  assert.equal(read(six, '+1'), 1_000_000)
  assert.equal(read(six, '0.123456'), 123_456)
  assert.deepEqual(read(six, '1.2345678'), ['too-precise', 1_234_568])
  assert.equal(read(six, '0.001'), 'out-of-range')
  assert.equal(read(six, '255.000001'), 'out-of-range')
  assert.equal(read(six, '-1'), 'not-a-number')
  assert.equal(read(six, '.'), 'not-a-number')
  assert.deepEqual(read(six, '1e3'), ['not-a-number', 1_000_000])
  assert.equal(read(seconds({ min: 0, max: 9, digits: 0, strict: true }), '1e3'), 'not-a-number')
  assert.deepEqual(read(seconds({ min: 0, max: 9, digits: 3 }), '1.0006'), ['too-precise', 1_001_000])
  assert.deepEqual(read(seconds({ min: 0, max: 9, digits: 0 }), '1.6'), ['too-precise', 2_000_000])
})

test('booleans are lower case', () => {
  assert.deepEqual(
    ['true', 'on', 'yes', 'false', 'off', 'no'].map((word) => read(boolean, word)),
    [true, true, true, false, false, false],
  )
  for (const word of ['TRUE', '1', '0', '']) assert.equal(read(boolean, word), 'not-a-value')
})

test('choices match exactly unless told otherwise', () => {
  assert.equal(read(choice(['PASS', 'AH']), 'pass'), 'not-a-value')
  assert.equal(read(choice(['TCP', 'UDP'], { anyCase: true }), 'tcp'), 'TCP')
  assert.deepEqual(read(choice(['MASTER', 'BACKUP'], { otherwise: 'BACKUP' }), 'FOO'), [
    'not-a-value',
    'BACKUP',
  ])
})

test('addresses: strict, and everything from - or / on is dropped', () => {
  assert.equal(read(singleAddress, '192.0.2.2'), '192.0.2.2')
  assert.equal(read(singleAddress, '192.0.2.2/24'), '192.0.2.2')
  assert.equal(read(singleAddress, '192.0.2.9-20'), '192.0.2.9')
  assert.equal(read(singleAddress, '192.0.2.02'), 'not-a-value')
  assert.equal(read(singleAddress, 'fe80::1%eth0'), 'not-a-value')
  assert.equal(read(multicastIpv4, '224.0.0.99'), '224.0.0.99')
  assert.equal(read(multicastIpv4, '10.0.0.9'), 'not-a-value')
  assert.equal(read(multicastIpv4, 'ff02::12'), 'not-a-value')
})

test('ports, interfaces, names', () => {
  assert.equal(read(port, '0'), 'out-of-range')
  assert.equal(read(port, '65536'), 'out-of-range')
  assert.equal(read(portOrAny, '00'), 0)
  assert.equal(read(interfaceName, 'eth0.100'), 'eth0.100')
  assert.equal(read(interfaceName, 'a'.repeat(16)), 'not-a-value')
  assert.equal(read(interfaceName, 'a/b'), 'not-a-value')
  assert.equal(read(text('NAME'), ''), 'not-a-value')
  assert.equal(read(text('NAME', 3), 'abcd'), 'too-long')
})

test('scripts: quotes group inside words, single ones too', () => {
  const words = (raw: string) => {
    const read = commandWords(raw)
    return read.ok ? [read.value.argv, read.value.rest] : read.error
  }
  assert.deepEqual(words('notify /bin/x'), [['/bin/x'], []])
  assert.deepEqual(words('notify "/bin/x \'a b\' c" joe staff'), [
    ['/bin/x', 'a b', 'c'],
    ['joe', 'staff'],
  ])
  assert.deepEqual(words("notify '/bin/x a b' joe"), [['/bin/x', 'a', 'b'], ['joe']])
  assert.deepEqual(words('notify "/bin/x "a b'), [['/bin/x', 'a'], ['b']])
  assert.deepEqual(words('notify "/bin/x a\\\\b c\\x41 \\101 \\cA \\ty"'), [
    ['/bin/x', 'a\\b', 'cA', 'A', '\x01', '\ty'],
    [],
  ])
  // As in 2.4.3; 2.2.7 decodes twice and so makes a grouping quote of \".
  assert.deepEqual(words('notify "/bin/x \\"a b\\" it\\\'s"'), [['/bin/x', '"a', 'b"', "it's"], []])
  assert.equal(words('notify "/bin/x'), 'quote-not-closed')
  assert.equal(words('notify "/bin/x \'a"'), 'quote-not-closed')
  assert.equal(words('notify'), 'missing')
  assert.equal(words('notify ""'), 'missing')
})

test('the nearest known word', () => {
  const known = ['priority', 'interface', 'state', 'nopreempt', 'preempt']
  assert.equal(nearest('prioritiy', known), 'priority')
  assert.equal(nearest('intreface', known), 'interface')
  assert.equal(nearest('STATE', known), 'state')
  assert.equal(nearest('zork', known), undefined)
  assert.equal(nearest('x'.repeat(1000), known), undefined)
  assert.equal(editDistance('ab', 'ba'), 1)
  assert.equal(editDistance('', 'abc'), 3)
})
