import assert from 'node:assert/strict'
import { test } from 'node:test'
import { err } from '../../src/base/result.ts'
import { runSubcommand } from '../../src/cli/subcommands.ts'

async function complaint(...words: string[]) {
  let said = ''
  const unreadable = () => err({ code: 'ENOENT', text: 'no such file or directory' })
  const status = await runSubcommand(words, {
    print: () => undefined,
    complain: (text) => {
      said += text
    },
    resolve: (path) => path,
    readFile: unreadable,
    readStandardInput: unreadable,
  })
  return { status, said }
}

test('a mistyped option of decode leads to the help of decode', async () => {
  const { status, said } = await complaint('decode', '--jsn')
  assert.equal(status, 1)
  assert.match(said, /^keepalived-ts: Unknown argument: jsn\nTry 'keepalived-ts decode --help'\.\n$/)
})

test('a command that does not exist leads to the help of all', async () => {
  const { status, said } = await complaint('decoed')
  assert.equal(status, 1)
  assert.match(said, /decoed\nTry 'keepalived-ts --help'\.\n$/)
})
