/**
 * Programs of the user, really run: what they are given, what they leave, and that none of them does harm.
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { outputBytesMax, systemProcesses } from '../../src/io/processes.ts'
import type { Program, Run } from '../../src/track/ports.ts'

const directory = mkdtempSync(join(tmpdir(), 'keepalived-ts-processes-'))
chmodSync(directory, 0o755)
after(() => rmSync(directory, { recursive: true }))

const { PATH: searchPath } = process.env
const environment = {
  PATH: searchPath,
  KEPT: 'yes',
  IFS: 'x',
  LD_PRELOAD: '',
  LD_LIBRARY_PATH: '/x',
}
const processes = systemProcesses(environment)
const bounded = { timeout: 10_000 }

const shell = (text: string, identity?: Program['identity']): Program => ({
  file: '/bin/sh',
  argv: ['sh', '-c', text],
  identity,
})
const outcome = async (run: Run) => (await run.ended).ended
const printed = async (text: string) => (await processes.start(shell(text)).ended).output.lines

test('exit status 0 and others are told as they are', bounded, async () => {
  assert.deepEqual(await outcome(processes.start(shell('exit 0'))), { is: 'exited', status: 0 })
  assert.deepEqual(await outcome(processes.start(shell('exit 42'))), { is: 'exited', status: 42 })
})

test('a signal is told by name and number', bounded, async () => {
  const ended = await outcome(processes.start(shell('kill -SEGV $$')))
  assert.deepEqual(ended, { is: 'signalled', signal: 'SIGSEGV', number: 11 })
})

test('a program that is not there, or may not be executed, is a value with the reason', bounded, async () => {
  const missing = processes.start({
    file: join(directory, 'missing'),
    argv: ['missing'],
    identity: undefined,
  })
  const ended = await outcome(missing)
  assert.equal(ended.is === 'not-started' && ended.code, 'ENOENT')
  const plain = join(directory, 'plain')
  writeFileSync(plain, '#!/bin/sh\n', { mode: 0o644 })
  const denied = await outcome(processes.start({ file: plain, argv: ['plain'], identity: undefined }))
  assert.equal(denied.is === 'not-started' && denied.code, 'EACCES')
  missing.signalGroup('SIGTERM')
})

test('a file without a #! line is a program for sh, as execvp(3) has it', bounded, async () => {
  const file = join(directory, 'text')
  writeFileSync(file, 'exit 7\n', { mode: 0o755 })
  const ended = await outcome(processes.start({ file, argv: ['text'], identity: undefined }))
  assert.deepEqual(ended, { is: 'exited', status: 7 })
})

test('N10: own process group and session, working directory /, standard input empty', bounded, async () => {
  const own = await printed('echo $$; cut -d" " -f5,6 /proc/$$/stat; pwd; cat')
  const [pid, groupAndSession, workingDirectory, ...rest] = own
  assert.equal(groupAndSession, `${pid} ${pid}`)
  assert.equal(workingDirectory, '/')
  assert.deepEqual(rest, [])
})

test('N10: the environment is inherited without IFS, LD_PRELOAD and LD_LIBRARY_PATH', bounded, async () => {
  const run = processes.start({ file: '/usr/bin/env', argv: ['env'], identity: undefined })
  const names = (await run.ended).output.lines.map((line) => line.split('=')[0])
  assert.deepEqual(names.toSorted(), ['KEPT', 'PATH'])
})

test(
  'words are given as they are, without a shell, and the first is the name as written',
  bounded,
  async () => {
    const file = '/bin/sh'
    const run = processes.start({
      file,
      argv: ['/written/name', '-c', 'echo "$0|$1|$2"', '*', '$HOME `id`', ''],
      identity: undefined,
    })
    assert.deepEqual((await run.ended).output.lines, ['*|$HOME `id`|'])
    const named = processes.start({
      file,
      argv: ['/written/name', '-c', 'cat /proc/$$/cmdline'],
      identity: undefined,
    })
    assert.ok((await named.ended).output.lines[0]?.startsWith('/written/name\0'))
  },
)

test('what is printed is kept by lines, standard output before standard error', bounded, async () => {
  assert.deepEqual(await printed('echo one; echo two >&2; printf three'), ['one', 'three', 'two'])
  assert.deepEqual(await printed('true'), [])
})

test('of much output the last part is kept, and how much came before', bounded, async () => {
  const { output } = await processes.start(shell('seq 1 20000')).ended
  assert.equal(output.lines.at(-1), '20000')
  const bytesKept = output.lines.join('\n').length + 1
  assert.ok(bytesKept <= outputBytesMax)
  assert.equal(bytesKept + output.bytesDropped, bytesOfSequence)
})

/** What `seq 1 20000` prints: 9 numbers of one digit and a line break, 90 of two, ... */
const bytesOfSequence = 9 * 2 + 90 * 3 + 900 * 4 + 9_000 * 5 + 10_001 * 6

test('a script that prints without end is not blocked, and is read without haste', bounded, async () => {
  const before = process.memoryUsage().rss
  const startedAt = performance.now()
  const marker = join(directory, 'printed')
  // 3 MB: far more than any pipe holds, so it only gets to its end if somebody reads.
  const run = processes.start(shell(`head -c 3000000 /dev/zero | tr '\\0' y; echo done > ${marker}; yes`))
  await fileAppears(marker)
  // 45 chunks, one in 10 ms: unpaced it would be done in a few milliseconds.
  assert.ok(performance.now() - startedAt > 200)
  run.signalGroup('SIGKILL')
  const { ended, output } = await run.ended
  assert.deepEqual(ended, { is: 'signalled', signal: 'SIGKILL', number: 9 })
  assert.ok(output.bytesDropped > 2_900_000)
  assert.ok(process.memoryUsage().rss - before < 30_000_000)
})

/** Waits for what a real process does; bounded by the time limit of the test. */
async function fileAppears(path: string): Promise<void> {
  for (;;) {
    try {
      if (readFileSync(path, 'utf8') !== '') return
    } catch {
      // Not there yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

test('a hanging script is ended with its whole group', bounded, async () => {
  const pids = join(directory, 'pids')
  const run = processes.start(shell(`sleep 1000 & echo $! > ${pids}; trap '' TERM; sleep 1000`))
  await fileAppears(pids)
  run.signalGroup('SIGKILL')
  assert.deepEqual(await outcome(run), { is: 'signalled', signal: 'SIGKILL', number: 9 })
  assert.ok(await isGone(Number(readFileSync(pids, 'utf8'))))
})

async function isGone(pid: number): Promise<boolean> {
  for (let attempt = 0; attempt < 200; attempt++) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      if (stat.includes(') Z ')) return true
    } catch {
      return true
    }
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return false
}

test(
  'a script that leaves a service behind has ended, and the service can go on printing',
  bounded,
  async () => {
    const pids = join(directory, 'service')
    const alive = join(directory, 'alive')
    const service = `sleep 0.2; for i in 1 2 3; do seq 1 20000; done; echo yes > ${alive}; exec sleep 1000`
    const run = processes.start(shell(`(${service}) & echo $! > ${pids}; echo started; exit 3`))
    const { ended, output } = await run.ended
    assert.deepEqual(ended, { is: 'exited', status: 3 })
    assert.deepEqual(output.lines, ['started'])
    await fileAppears(alive)
    run.signalGroup('SIGKILL')
  },
)

test('N13: a program runs with the user and group it is given, and no other groups', {
  ...bounded,
  skip: process.getuid?.() !== 0 && 'needs root',
}, async () => {
  const run = processes.start(shell('id -u; id -g; id -G', { uid: 65534, gid: 65534, groups: [] }))
  assert.deepEqual((await run.ended).output.lines, ['65534', '65534', '65534'])
})

test('a script that leaves an endless printer behind has ended all the same', bounded, async () => {
  const run = processes.start(shell('yes & exit 5'))
  assert.deepEqual(await outcome(run), { is: 'exited', status: 5 })
  run.signalGroup('SIGKILL')
})

test('a signal for a group that is gone is no error', bounded, async () => {
  const run = processes.start(shell('exit 0'))
  await run.ended
  run.signalGroup('SIGTERM')
  run.signalGroup('SIGKILL')
})

/** A line of /proc/PID/status as the program itself sees it. */
const statusOf = (name: string) => `grep '^${name}:' /proc/self/status`
const nobody = { uid: 65534, gid: 65534, groups: [] }
const asRoot = process.getuid?.() === 0 ? {} : { skip: 'needs root' }

test('supplementary groups are set as they are given', asRoot, async () => {
  const identity = { ...nobody, groups: [7, 65534, 123456] }
  const { output } = await processes.start(shell(statusOf('Groups'), identity)).ended
  assert.deepEqual(output.lines[0]?.split(/\s+/).slice(1, 4), ['7', '65534', '123456'])
})

test('an exit status of 127 is the own one of a program that ran', bounded, async () => {
  assert.deepEqual(await outcome(processes.start(shell('exit 127'))), { is: 'exited', status: 127 })
})

test('a program gets the usual number of descriptors, not all those that Node took', bounded, async () => {
  assert.deepEqual(await printed('ulimit -Sn'), ['1024'])
})

test(
  'one that shall die with us gets SIGTERM when we are killed, the other one lives on',
  bounded,
  async () => {
    const pidsFile = join(directory, 'pids')
    writeFileSync(pidsFile, '')
    const program = join(directory, 'dying.ts')
    const io = new URL('../../src/io/processes.ts', import.meta.url).href
    writeFileSync(
      program,
      `import { systemProcesses } from '${io}'
const processes = systemProcesses(process.env)
const sleep = 'echo $$ >>${pidsFile}; exec sleep 60'
for (const diesWithUs of [true, false]) {
  processes.start({ file: '/bin/sh', argv: ['sh', '-c', sleep], identity: undefined, diesWithUs })
}`,
    )
    const parent = spawn(process.execPath, [program], { stdio: 'ignore' })
    const pids = await until(() => {
      const lines = readFileSync(pidsFile, 'utf8').trim().split('\n')
      return lines.length === 2 ? lines.map(Number) : undefined
    })
    parent.kill('SIGKILL')
    const alive = () => pids.filter((pid) => existsSync(`/proc/${pid}`))
    await until(() => alive().length === 1)
    const [survivor] = alive()
    if (survivor !== undefined) process.kill(survivor, 'SIGKILL')
  },
)

/** Of what others do nobody tells us. */
async function until<T>(look: () => T | undefined | false): Promise<T> {
  for (let turn = 0; turn < 500; turn++) {
    const seen = look()
    if (seen !== undefined && seen !== false) return seen
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error('waited in vain')
}

test(
  'the number that means "as it is" to the kernel is no user: nothing runs as root by it',
  asRoot,
  async () => {
    const highest = 0xffff_ffff
    for (const identity of [
      { ...nobody, uid: highest, groups: [] },
      { ...nobody, gid: highest, groups: [] },
      { ...nobody, uid: -1, groups: [] },
    ]) {
      const ended = await outcome(processes.start(shell('exit 0', identity)))
      assert.deepEqual(ended.is === 'not-started' && ended.code, 'EINVAL')
    }
  },
)
