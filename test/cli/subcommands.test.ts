import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Command, command, commandGroup } from '../../src/cli/command.ts'
import { runDaemonCommand } from '../../src/cli/run.ts'
import { runSubcommand } from '../../src/cli/subcommands.ts'
import { memoryWorld } from './memory-world.ts'

async function run(words: readonly string[], commands?: readonly Command[]) {
  const { world, said } = memoryWorld()
  const status = await runSubcommand(words, world, commands)
  return { status, ...said }
}

const greet = command({
  usage: 'greet <name>',
  about: 'Say hello',
  misuseStatus: 7,
  words: (parser) =>
    parser.positional('name', { type: 'string', demandOption: true }).option('loud', { type: 'boolean' }),
  work: ({ name, loud }, world) => {
    world.print(`hello ${name}${loud === true ? '!' : ''}`)
    return 3
  },
})
const group = commandGroup({ name: 'polite', about: 'Things that one says', inner: [greet] })

test('a mistyped option of decode leads to the help of decode', async () => {
  const { status, complained } = await run(['decode', '--jsn'])
  assert.equal(status, 1)
  assert.match(complained, /^keepalived-ts: Unknown argument: jsn\nTry 'keepalived-ts decode --help'\.\n$/)
})

test('a command that does not exist leads to the one that was meant and to the help of all', async () => {
  const { status, complained } = await run(['decoed'])
  assert.equal(status, 1)
  assert.match(complained, /decoed\ndid you mean: decode\nTry 'keepalived-ts --help'\.\n$/)
  const strange = await run(['frobnicate'])
  assert.match(strange.complained, /\ncommands: .*decode/)
})

test('a command is a description and its work, and its exit status is the one of the process', async () => {
  assert.deepEqual(await run(['greet', 'you'], [greet]), { status: 3, printed: 'hello you', complained: '' })
  const misused = await run(['greet', 'you', '--lout'], [greet])
  assert.deepEqual([misused.status, misused.printed], [7, ''])
})

test('commands of a group come after its word; a mistake leads to the help of the inner one', async () => {
  assert.equal((await run(['polite', 'greet', 'you', '--loud'], [group])).printed, 'hello you!')
  const misused = await run(['polite', 'greet', 'you', '--lout'], [group])
  assert.match(misused.complained, /Try 'keepalived-ts polite greet --help'/)
  assert.match((await run(['polite'], [group])).complained, /polite what\?/)
})

test('the help of the daemon names every command', async () => {
  const { world, said } = memoryWorld()
  assert.equal(await runDaemonCommand(['-h'], world), 0)
  assert.match(said.complained, /^ {2}check {5}Check configuration/m)
  assert.match(said.complained, /^ {2}decode {4}Show VRRP/m)
})
