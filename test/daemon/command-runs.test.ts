/** What is owed beyond all bounds is not run, said so, and keeps nobody waiting for its end. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Errand, openCommandRuns, waitingMax } from '../../src/daemon/notices/command-runs.ts'

const errand: Errand = {
  why: 'notify of V',
  command: { argv: ['/s/notify'], user: undefined, group: undefined },
  program: { file: '/s/notify', argv: ['/s/notify'], identity: undefined },
  isFarewell: false,
}

test('an errand too many is told, and has ended', () => {
  const told: string[] = []
  let ended = 0
  const run = { pid: 1, ended: new Promise<never>(() => undefined), signalGroup: () => undefined }
  const runs = openCommandRuns({ start: () => run }, ({ is }) => told.push(is))
  for (let count = 0; count < waitingMax; count++) runs.add(errand)
  runs.add({ ...errand, onEnded: () => ended++ })
  assert.deepEqual([told, ended], [['run-dropped'], 1])
})
