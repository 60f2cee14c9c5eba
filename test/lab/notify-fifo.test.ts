/** What readers of the notify FIFOs get from a running daemon, line for line, and when it stops. */
import assert from 'node:assert/strict'
import {
  closeSync,
  constants,
  existsSync,
  lstatSync,
  openSync,
  readFileSync,
  readSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe } from 'node:test'
import { globals, instance } from './configuration.ts'
import { assertAtMost, nowMicros } from './expect.ts'
import { auth, forge } from './forgery.ts'
import { inject } from './inject.ts'
import { type Host, setLink } from './network.ts'
import { scenario, sideBySide } from './scenario.ts'
import { pause, until } from './wait.ts'

/** A script that keeps what it reads, and a file that tells of its words and of its end. */
function reader(host: Host, name = 'read') {
  const [path, output, diary] = ['sh', 'lines', 'diary'].map((kind) =>
    join(host.directory, `${name}.${kind}`),
  )
  if (path === undefined || output === undefined || diary === undefined) throw new Error('three names')
  writeFileSync(output, '')
  writeFileSync(diary, '')
  const text = [
    '#!/bin/sh',
    `echo "words $*" >>${diary}`,
    `trap 'echo term >>${diary}; exit 0' TERM`,
    'for fifo; do :; done',
    `while read -r line; do echo "$line" >>${output}; done <"$fifo"`,
    `echo end >>${diary}`,
  ]
  writeFileSync(path, `${text.join('\n')}\n`, { mode: 0o755 })
  const read = (file: string) => readFileSync(file, 'utf8').split('\n').slice(0, -1)
  return { path, lines: () => read(output), diary: () => read(diary) }
}

const gets = (lines: () => readonly string[], line: string) =>
  until(`the line ${line}`, 8, () => lines().includes(line))

/** Nothing is there yet: no bytes. */
function readNow(fd: number, buffer: Buffer): number {
  try {
    return readSync(fd, buffer)
  } catch {
    return 0
  }
}

describe('notify FIFOs', sideBySide, () => {
  scenario(
    'N1, N6, N16: the life of a backup that becomes master, read by a script that gets the path last',
    { pairs: ['ours/ours'] },
    async ({ a, start }) => {
      const { path, lines, diary } = reader(a)
      const fifo = join(a.directory, 'fifo')
      const config = globals(`vrrp_notify_fifo ${fifo}\n vrrp_notify_fifo_script "${path} first"`)
      const daemon = await start(a, config + instance({ priority: 100 }))
      await gets(lines, 'INSTANCE "VI_1" MASTER 100')
      assert.equal(lstatSync(fifo).mode & 0o777, 0o600)
      await setLink(a, 'down')
      await gets(lines, 'INSTANCE "VI_1" FAULT 100')
      await setLink(a, 'up')
      await until(
        'the second MASTER',
        8,
        () => lines().filter((line) => line.includes('MASTER')).length === 2,
      )
      assert.equal((await daemon.stop()).code, 0)
      const states = ['BACKUP', 'MASTER', 'FAULT', 'BACKUP', 'MASTER', 'STOP']
      assert.deepEqual(
        lines(),
        states.map((state) => `INSTANCE "VI_1" ${state} 100`),
      )
      assert.deepEqual(diary(), [`words first ${fifo}`, 'end'])
      assert.ok(!existsSync(fifo), 'it was made by the daemon, so it is removed')
    },
  )

  scenario(
    'N16: a script that does not end with its FIFO gets TERM a second later',
    { pairs: ['ours/ours'] },
    async ({ a, start }) => {
      const [path, diary] = [join(a.directory, 'stay.sh'), join(a.directory, 'diary')]
      const text = [
        '#!/bin/sh',
        `trap 'echo term >>${diary}; exit' TERM`,
        `echo up >${diary}`,
        'while :; do sleep 0.1; done',
      ]
      writeFileSync(path, `${text.join('\n')}\n`, { mode: 0o755 })
      const fifo = join(a.directory, 'fifo')
      const config = globals(`vrrp_notify_fifo ${fifo}\n vrrp_notify_fifo_script ${path}`)
      const daemon = await start(a, config + instance({ priority: 100 }))
      await until('the script', 5, () => existsSync(diary) && readFileSync(diary, 'utf8') === 'up\n')
      const at = nowMicros()
      const exit = await daemon.stop()
      assert.equal(exit.code, 0)
      assertAtMost('the stop', exit.at - at, 4)
      await until('TERM', 3, () => readFileSync(diary, 'utf8') === 'up\nterm\n')
    },
  )

  scenario(
    'N2, N5, N17: an owner is MASTER at once, groups come first, a reload without a change is silent',
    { pairs: ['ours/ours'] },
    async ({ a, start }) => {
      const { path, lines } = reader(a)
      const group = 'vrrp_sync_group G {\n group {\n VI_1\n }\n}\n'
      const fifo = join(a.directory, 'fifo')
      const config = globals(`notify_fifo ${fifo}\n notify_fifo_script ${path}`)
      const whole = config + group + instance({ priority: 255, more: 'state MASTER' })
      const daemon = await start(a, whole.replace('    state BACKUP\n', ''))
      await gets(lines, 'INSTANCE "VI_1" MASTER 255')
      assert.deepEqual(lines(), ['GROUP "G" MASTER 0', 'INSTANCE "VI_1" MASTER 255'])
      daemon.signal('SIGHUP')
      await daemon.logged('Reload complete')
      await pause(0.3)
      assert.equal(lines().length, 2)
      assert.equal((await daemon.stop()).code, 0)
      assert.deepEqual(lines().slice(2).toSorted(), ['GROUP "G" STOP 0', 'INSTANCE "VI_1" STOP 255'])
    },
  )

  scenario(
    'N7: an instance that a reload takes away is told as FAULT, with notify_deleted as DELETED',
    { pairs: ['ours/ours'] },
    async ({ a, start }) => {
      const { path, lines } = reader(a)
      const config = globals(`notify_fifo ${join(a.directory, 'fifo')}\n notify_fifo_script ${path}`)
      const keeps = config + instance({ priority: 100 })
      const second = { name: 'VI_2', vrid: 52, priority: 100, vips: ['10.0.0.101'] }
      const third = { name: 'VI_3', vrid: 53, priority: 100, vips: ['10.0.0.102'], more: 'notify_deleted' }
      const daemon = await start(a, keeps + instance(second) + instance(third))
      for (const name of ['VI_1', 'VI_2', 'VI_3']) await gets(lines, `INSTANCE "${name}" MASTER 100`)
      daemon.configure(keeps)
      daemon.signal('SIGHUP')
      await gets(lines, 'INSTANCE "VI_2" FAULT 100')
      await gets(lines, 'INSTANCE "VI_3" DELETED 100')
      await daemon.stop()
      assert.deepEqual(lines().slice(-1), ['INSTANCE "VI_1" STOP 100'])
    },
  )

  scenario(
    'N8, N9: a weight that a script earns is a line, and so is an advert of lower priority',
    { pairs: ['ours/ours'] },
    async ({ a, o, start }) => {
      const { path, lines } = reader(a)
      const [lower, flag, noted] = ['lower', 'flag', 'lower.sh'].map((name) => join(a.directory, name))
      writeFileSync(noted ?? '', `#!/bin/sh\necho "$*" >>${lower}\n`, { mode: 0o755 })
      const script = `vrrp_script chk {\n script "/usr/bin/test -e ${flag}"\n interval 1\n weight 10\n}\n`
      const more = [
        auth,
        'notify_priority_changes',
        `notify_master_rx_lower_pri "${noted} heard"`,
        'track_script {\n chk\n}',
      ].join('\n')
      const config = globals(
        `vrrp_notify_fifo ${join(a.directory, 'fifo')}\n vrrp_notify_fifo_script ${path}`,
      )
      await start(a, config + script + instance({ version: 2, priority: 100, more }))
      await gets(lines, 'INSTANCE "VI_1" MASTER 100')
      writeFileSync(flag ?? '', '')
      await gets(lines, 'INSTANCE "VI_1" MASTER_PRIORITY 110')
      assert.equal(await inject(o, { frames: [forge({ advert: { priority: 50 } })] }), 1)
      await gets(lines, 'INSTANCE "VI_1" MASTER_RX_LOWER_PRI 110')
      await until(
        'its script',
        5,
        () => existsSync(lower ?? '') && readFileSync(lower ?? '', 'utf8') === 'heard\n',
      )
    },
  )

  scenario(
    'N30: a script that fails before anything was decided makes FAULT the first line',
    { pairs: ['ours/ours'] },
    async ({ a, start }) => {
      const { path, lines } = reader(a)
      const config = globals(
        `vrrp_notify_fifo ${join(a.directory, 'fifo')}\n vrrp_notify_fifo_script ${path}`,
      )
      const script = 'vrrp_script chk {\n script "/bin/sleep 1x"\n interval 1\n}\n'
      await start(a, config + script + instance({ priority: 100, more: 'track_script {\n chk\n}' }))
      await gets(lines, 'INSTANCE "VI_1" FAULT 100')
      assert.deepEqual(lines(), ['INSTANCE "VI_1" FAULT 100'])
    },
  )

  scenario(
    'N14: a path that is no FIFO is refused with the reason, and the daemon runs',
    { pairs: ['ours/ours'] },
    async ({ a, capture, start }) => {
      const plain = join(a.directory, 'plain')
      writeFileSync(plain, 'mine')
      const daemon = await start(a, globals(`vrrp_notify_fifo ${plain}`) + instance({ priority: 100 }))
      await daemon.logged(`vrrp_notify fifo ${plain} is not a fifo we own - not using`)
      await capture.advert({ from: 'a' })
      assert.equal(readFileSync(plain, 'utf8'), 'mine')
    },
  )

  scenario(
    'fullFifoKeepsLines: nobody reads, nothing blocks; who reads later gets the lines',
    { pairs: ['ours/ours'] },
    async ({ a, capture, start }) => {
      const fifo = join(a.directory, 'fifo')
      const daemon = await start(a, globals(`vrrp_notify_fifo ${fifo}`) + instance({ priority: 100 }))
      await capture.advert({ from: 'a' })
      const fd = openSync(fifo, constants.O_RDONLY | constants.O_NONBLOCK)
      const buffer = Buffer.alloc(4_096)
      let text = ''
      await until('both lines', 5, () => {
        text += buffer.toString('utf8', 0, readNow(fd, buffer))
        return text === 'INSTANCE "VI_1" BACKUP 100\nINSTANCE "VI_1" MASTER 100\n'
      })
      closeSync(fd)
      assert.equal((await daemon.stop()).code, 0)
    },
  )
})
