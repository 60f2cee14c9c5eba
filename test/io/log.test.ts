/** The log in its four forms, and that no reader can hold the daemon up. */
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import {
  closeSync,
  constants,
  fstatSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type LogLine, type LogOptions, openLog } from '../../src/io/log.ts'
import { openSink, type TryWrite, waitingLinesMax } from '../../src/io/log-sink.ts'
import { loadNative } from '../../src/io/native.ts'

const directory = mkdtempSync(join(tmpdir(), 'keepalived-ts-log-'))
after(() => rmSync(directory, { recursive: true }))
const line = (text: string, level: LogLine['level'] = 'info'): LogLine => ({
  level,
  kind: 'entered',
  text,
  fields: { instance: 'VI_1', state: 'MASTER' },
})

/** What these lines become in a file. */
async function written(options: Omit<LogOptions, 'fd'>, ...lines: LogLine[]): Promise<string[]> {
  const path = join(directory, 'log')
  const fd = openSync(path, 'w')
  const journalStream = options.journalStream === 'this' ? streamOf(fd) : options.journalStream
  const log = await openLog({ ...options, journalStream, fd })
  for (const each of lines) log.write(each)
  await log.flush()
  closeSync(fd)
  return readFileSync(path, 'utf8').split('\n').slice(0, -1)
}

function streamOf(fd: number): string {
  const { dev, ino } = fstatSync(fd)
  return `${dev}:${ino}`
}

const console = { to: 'stderr', json: false, detail: false } as const

test("on a console: keepalived's form, %a %b %d %T %Y: message", async () => {
  const [text] = await written(console, line('(VI_1) Entering MASTER STATE'))
  const form =
    /^(Sun|Mon|Tue|Wed|Thu|Fri|Sat) [A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d \d{4}: \(VI_1\) Entering MASTER STATE$/
  assert.match(text ?? '', form)
})

test('in the journal: priority prefixes, no time stamp', async () => {
  const journal = { ...console, detail: true, journalStream: 'this' }
  const levels = ['alert', 'error', 'warning', 'info', 'detail'] as const
  const texts = await written(journal, ...levels.map((level) => line('x', level)))
  assert.deepEqual(texts, ['<1>x', '<3>x', '<4>x', '<6>x', '<6>x'])
})

test('standard error that is not the journal gets no prefixes although there is a journal', async () => {
  const [text] = await written({ ...console, journalStream: '1:2' }, line('x'))
  assert.match(text ?? '', / \d{4}: x$/)
})

test('--log-json: one object a line with level, time, kind, fields and text', async () => {
  const [text] = await written({ ...console, json: true }, line('(VI_1) Entering MASTER STATE', 'alert'))
  const { time, ...rest } = JSON.parse(text ?? '')
  assert.equal(typeof time, 'number')
  assert.deepEqual(rest, {
    level: 'fatal',
    kind: 'entered',
    instance: 'VI_1',
    state: 'MASTER',
    msg: '(VI_1) Entering MASTER STATE',
  })
})

test('details are only told with -D', async () => {
  const lines = [line('a', 'detail'), line('b')]
  for (const json of [false, true]) {
    assert.equal((await written({ ...console, json }, ...lines)).length, 1)
    assert.equal((await written({ ...console, json, detail: true }, ...lines)).length, 2)
  }
})

test('syslog gets severity and text', async () => {
  const sent: unknown[] = []
  const syslog = { write: (severity: number, text: string) => sent.push([severity, text]) }
  const log = await openLog({ to: 'syslog', json: false, detail: false, syslog })
  log.write(line('Netlink: error', 'error'))
  log.write(line('(VI_1) sent 0 priority', 'detail'))
  log.write(line('k.conf:1:1: error\n  | zork', 'error'))
  assert.deepEqual(sent, [
    [3, 'Netlink: error'],
    [3, 'k.conf:1:1: error'],
    [3, '  | zork'],
  ])
})

test('control characters cannot forge a line or command a terminal', async () => {
  const journal = { ...console, journalStream: 'this' }
  assert.deepEqual(await written(journal, line('script: \u001b[2J\r\u0007x\ty\u009b')), [
    '<6>script: \\x1b[2J\\x0d\\x07x y\\x9b',
  ])
})

test('several lines of one text are several lines of the log, each with its own head', async () => {
  assert.deepEqual(await written({ ...console, journalStream: 'this' }, line('one\ntwo', 'error')), [
    '<3>one',
    '<3>two',
  ])
})

/** A reader of which the test says how much it takes. */
function openReader() {
  let room = Number.POSITIVE_INFINITY
  let gone = false
  let taken = ''
  const tryWrite: TryWrite = (bytes) => {
    if (gone) return 'closed'
    const count = Math.min(bytes.length, room)
    if (count === 0) return 'full'
    room -= count
    taken += bytes.subarray(0, count).toString()
    return count
  }
  return {
    sink: openSink(tryWrite, (count) => `${count} lost\n`),
    makeRoom: (bytes: number) => {
      room = bytes
    },
    leave: () => {
      gone = true
    },
    get taken() {
      return taken
    },
  }
}

test('what a full reader does not take waits, and no line is torn', async () => {
  const reader = openReader()
  reader.makeRoom(3)
  reader.sink.write('first\n')
  reader.sink.write('second\n')
  assert.equal(reader.taken, 'fir')
  reader.makeRoom(Number.POSITIVE_INFINITY)
  await reader.sink.flush()
  assert.equal(reader.taken, 'first\nsecond\n')
})

test('beyond a bound lines are dropped, and how many is said as soon as there is room', async () => {
  const reader = openReader()
  reader.makeRoom(0)
  for (let number = 0; number < waitingLinesMax + 5; number++) reader.sink.write(`${number}\n`)
  reader.makeRoom(Number.POSITIVE_INFINITY)
  await reader.sink.flush()
  const lines = reader.taken.split('\n')
  assert.equal(lines[0], '0')
  assert.deepEqual(lines.slice(-3), [`${waitingLinesMax - 1}`, '5 lost', ''])
})

test('a reader that is gone costs nothing, and one that does not read is not waited for', async () => {
  const left = openReader()
  left.leave()
  left.sink.write('x\n')
  left.sink.write('y\n')
  await left.sink.flush()
  const asleep = openReader()
  asleep.makeRoom(0)
  asleep.sink.write('x\n')
  await asleep.sink.flush()
  assert.equal(asleep.taken, '')
})

const program = fileURLToPath(new URL('log-program.ts', import.meta.url))

/** Runs the program with this to log to; resolves with what it said and its exit status. */
async function run(target: number | 'pipe'): Promise<{ said: string; status: number | null }> {
  const child = spawn(process.execPath, [program], {
    stdio: ['ignore', 'pipe', 'inherit', target],
    timeout: 5_000,
  })
  let said = ''
  child.stdout?.on('data', (bytes) => {
    said += bytes
  })
  const status = await new Promise<number | null>((resolve) => child.once('exit', resolve))
  return { said, status }
}

function openFifo(): { reader: number; writer: number } {
  const path = join(directory, `fifo-${Math.random()}`)
  execFileSync('mkfifo', [path])
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  return { reader, writer: openSync(path, constants.O_WRONLY) }
}

const bounded = { timeout: 10_000 }

test('a pipe that nobody reads delays neither the daemon nor its end', bounded, async () => {
  const { reader, writer } = openFifo()
  assert.deepEqual(await run(writer), { said: 'written', status: 0 })
  closeSync(reader)
  closeSync(writer)
})

test('a socket that nobody reads delays neither the daemon nor its end', bounded, async () => {
  // Node's own pipes are sockets, as the journal's are.
  assert.deepEqual(await run('pipe'), { said: 'written', status: 0 })
})

test('a pipe whose reader has left ends nothing', bounded, async () => {
  const { reader, writer } = openFifo()
  closeSync(reader)
  assert.deepEqual(await run(writer), { said: 'written', status: 0 })
  closeSync(writer)
})

test('a pipe stays blocking for the others who share it', bounded, async () => {
  const { reader, writer } = openFifo()
  await run(writer)
  const flags = /flags:\s+(\d+)/.exec(readFileSync(`/proc/self/fdinfo/${writer}`, 'utf8'))?.[1] ?? ''
  assert.equal(Number.parseInt(flags, 8) & constants.O_NONBLOCK, 0)
  closeSync(reader)
  closeSync(writer)
})

test('-g: a file gets every line beside the console, with the microseconds as nine digits', async () => {
  const at = 1_795_378_623_007_328
  const path = join(directory, 'keepalived.log')
  const file = { path, mode: 0o600, flush: true, now: () => at }
  const [text] = await written({ ...console, file }, line('(VI_1) Entering MASTER STATE'))
  assert.match(text ?? '', /Entering MASTER STATE$/)
  const form =
    /^[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d\d:\d\d:03\.007328000 2026: \(VI_1\) Entering MASTER STATE\n$/
  assert.match(readFileSync(path, 'utf8'), form)
  assert.equal(statSync(path).mode & 0o777, 0o600)
})

test('-g: after its file was moved away, a reload opens a new one', async () => {
  const path = join(directory, 'rotated.log')
  const log = await openLog({
    to: 'none',
    json: false,
    detail: false,
    file: { path, mode: 0o600, flush: false, now: () => 0 },
  })
  log.write(line('before'))
  renameSync(path, `${path}.1`)
  log.write(line('still the old one'))
  log.reopen()
  log.write(line('after'))
  await log.flush()
  assert.match(readFileSync(`${path}.1`, 'utf8'), /before\n.*still the old one\n$/)
  assert.match(readFileSync(path, 'utf8'), /^[^\n]*after\n$/)
})

test('-g: a link in place of the file is not followed, and the log goes on elsewhere', async () => {
  const path = join(directory, 'link.log')
  const elsewhere = join(directory, 'elsewhere')
  symlinkSync(elsewhere, path)
  const texts = await written(
    { ...console, file: { path, mode: 0o600, flush: false, now: () => 0 } },
    line('x'),
  )
  assert.match(texts[0] ?? '', /opening the log file .*link\.log: .*; the log goes on without the file$/)
  assert.match(texts[1] ?? '', /: x$/)
})

test('-D twice: lines of level extra, and with -D once none', async () => {
  const lines = [line('d', 'detail'), line('e', 'extra')]
  assert.equal((await written({ ...console, detail: true }, ...lines)).length, 1)
  assert.equal((await written({ ...console, detail: true, extra: true }, ...lines)).length, 2)
})

test('-g: a named pipe in place of the file costs no more descriptors with every reload', async () => {
  const path = join(directory, 'log.fifo')
  loadNative().makeFifo(path, 0o600)
  const reader = openSync(path, constants.O_RDWR | constants.O_NONBLOCK)
  const file = { path, mode: 0o600, flush: false, now: () => 0 }
  const log = await openLog({ to: 'none', json: false, detail: false, file })
  log.reopen()
  const before = readdirSync('/proc/self/fd').length
  for (let reloads = 0; reloads < 10; reloads++) log.reopen()
  assert.equal(readdirSync('/proc/self/fd').length, before)
  closeSync(reader)
})
