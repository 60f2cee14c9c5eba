import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openOutbox } from '../../src/daemon/outbox.ts'

test('what a turn brings about is sent as one message after it, in order', () => {
  const sent: (readonly string[])[] = []
  const turns: (() => void)[] = []
  const outbox = openOutbox<string>(
    (messages) => sent.push(messages),
    (run) => turns.push(run),
  )
  outbox.tell('a')
  outbox.tell('b')
  assert.deepEqual(sent, [])
  turns.shift()?.()
  assert.deepEqual(sent, [['a', 'b']])
  outbox.tell('c')
  outbox.flush()
  turns.shift()?.()
  assert.deepEqual(sent, [['a', 'b'], ['c']])
})
