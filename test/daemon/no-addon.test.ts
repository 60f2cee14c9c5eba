/** A copy of the project whose addon is not there or is for another machine. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'

const project = join(import.meta.dirname, '../..')
const copy = realpathSync(mkdtempSync(join(tmpdir(), 'keepalived-ts-no-addon-')))
after(() => rmSync(copy, { recursive: true }))
cpSync(join(project, 'src'), join(copy, 'src'), { recursive: true })
cpSync(join(project, 'package.json'), join(copy, 'package.json'))
symlinkSync(join(project, 'node_modules'), join(copy, 'node_modules'))
mkdirSync(join(copy, 'native'))
const addon = join(copy, 'native/keepalived.node')
const configuration = join(copy, 'keepalived.conf')
const server = 'protocol TCP\nlvs_sched rr\nlvs_method NAT\nreal_server 10.0.0.1 80 {\n}\n'
writeFileSync(configuration, `virtual_server 192.0.2.9 80 {\n${server}}\n`)

/** Should a daemon start after all, it ends soon, and its pid file is its own. */
function start(...words: string[]) {
  const command = [join(copy, 'src/main.ts'), ...words]
  const ended = spawnSync(process.execPath, command, { encoding: 'utf8', timeout: 20_000 })
  return { status: ended.status, said: ended.stderr, shown: ended.stdout }
}
const daemon = (...words: string[]) => start('-f', configuration, '-p', join(copy, 'pid'), ...words)
const cure = `run 'sh native/build.sh' in ${copy}\n`

test('without the addon a start is refused in one line with the cure, also to the background', () => {
  for (const words of [['-n', '-l'], []]) {
    const { status, said } = daemon(...words)
    assert.deepEqual([status, said], [1, `keepalived-ts: ${addon} is missing: ${cure}`])
  }
})

test('what needs no addon works without', () => {
  assert.deepEqual(daemon('-t'), { status: 0, said: '', shown: '' })
  const arp = '0001080006040001020000000001c0000201ffffffffffffc0000201'
  assert.match(start('decode', arp).shown, /ARP, gratuitous request: 192\.0\.2\.1 at 02:00:00:00:00:01/)
})

test('an addon that cannot be loaded is named with the reason', () => {
  writeFileSync(addon, 'of another machine')
  const { status, said } = daemon('-n', '-l')
  assert.equal(status, 1)
  assert.equal(said, `keepalived-ts: ${addon} cannot be loaded (file too short): ${cure}`)
  rmSync(addon)
})
