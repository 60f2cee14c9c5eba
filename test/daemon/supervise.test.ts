import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { type Micros, micros, seconds } from '../../src/base/time.ts'
import { supervise } from '../../src/daemon/supervise.ts'
import type { Ending } from '../../src/io/worker-process.ts'

type Story = ReturnType<typeof supervised>

/** A supervision whose workers do what the test says. */
function supervised() {
  const told: string[] = []
  const ends: ((ending: Ending) => void)[] = []
  const supervision = supervise<{ readonly is: 'stop' | 'work' }, unknown>({
    name: 'a',
    respawn: true,
    now: () => micros(0),
    start: ({ onEnd }) => {
      const pid = ends.push(onEnd)
      return {
        pid,
        send: (message) => told.push(`${pid} ${(message as { is: string }).is}`) > 0,
        kill: (signal) => void told.push(`${pid} ${signal}`),
      }
    },
    onStarted: (pid) => void told.push(`started ${pid}`),
    onMessage: () => undefined,
    onOutput: () => undefined,
    onDied: (_how, pid) => void told.push(`died ${pid}`),
    onRestartDelayed: (delay: Micros) => void told.push(`later ${delay / seconds(1)}`),
  })
  const end = (pid: number, ending: Ending = { is: 'signal', signal: 'SIGKILL' }) => ends[pid - 1]?.(ending)
  return { supervision, told, end }
}

const stop = { is: 'stop' } as const
const patience = seconds(5)

/** Whether a promise is settled already. */
async function isSettled(promise: Promise<void>): Promise<boolean> {
  const no = new Promise<false>((resolve) => setImmediate(() => resolve(false)))
  return await Promise.race([promise.then(() => true), no])
}

function withClock(run: (story: Story) => Promise<void>): () => Promise<void> {
  return async () => {
    mock.timers.enable({ apis: ['setTimeout'] })
    try {
      await run(supervised())
    } finally {
      mock.timers.reset()
    }
  }
}

test(
  'a worker that dies is started again, each time after a longer wait',
  withClock(async ({ told, end }) => {
    end(1)
    mock.timers.tick(0)
    end(2)
    mock.timers.tick(999)
    assert.equal(told.at(-1), 'later 1')
    mock.timers.tick(1)
    assert.deepEqual(told, ['started 1', 'died 1', 'started 2', 'died 2', 'later 1', 'started 3'])
  }),
)

test(
  'one that does not end on request is killed; both who asked learn of the end',
  withClock(async ({ supervision, told, end }) => {
    const first = supervision.end(stop, patience)
    const second = supervision.end(stop, patience)
    assert.deepEqual(told, ['started 1', '1 stop'])
    mock.timers.tick(5_000)
    assert.equal(told.at(-1), '1 SIGKILL')
    assert.equal(await isSettled(first), false)
    end(1)
    assert.equal(await isSettled(first), true)
    assert.equal(await isSettled(second), true)
    mock.timers.tick(60_000)
    assert.deepEqual(told, ['started 1', '1 stop', '1 SIGKILL'], 'and it is not started again')
  }),
)

test(
  'an end while it waits for its restart is an end at once',
  withClock(async ({ supervision, told, end }) => {
    end(1)
    const ended = supervision.end(stop, patience)
    mock.timers.tick(60_000)
    assert.equal(await isSettled(ended), true)
    assert.deepEqual(told, ['started 1', 'died 1'])
  }),
)
