/** Why a start failed reaches whoever started it: without a log, and without the rights for a pid file. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'

const directory = realpathSync(mkdtempSync(join(tmpdir(), 'keepalived-ts-start-')))
chmodSync(directory, 0o755)
after(() => rmSync(directory, { recursive: true }))
const program = join(import.meta.dirname, '../../src/main.ts')

/** Should a daemon start after all, it ends soon. */
function start(text: string, words: readonly string[], user: { uid?: number; gid?: number } = {}) {
  const file = join(directory, 'k.conf')
  writeFileSync(file, text)
  const command = [program, '-n', '-f', file, ...words]
  const ended = spawnSync(process.execPath, command, { encoding: 'utf8', timeout: 20_000, ...user })
  return { status: ended.status, said: ended.stderr }
}

const instance = (more: string) =>
  `global_defs {\n dynamic_interfaces\n}\nvrrp_instance V {\n interface nowhere0\n${more}\n}\n`

test('noLogTellsTerminal: in the foreground with nobody to read the log, standard error has the reason', {
  skip: existsSync('/dev/log') ? 'there is a system log here' : false,
}, () => {
  const { status, said } = start(instance(''), ['-p', join(directory, 'pid')])
  assert.equal(status, 2)
  assert.match(said, /the VRID|virtual_router_id/i)
  // A log file tells it as well.
  const filed = start(instance(''), ['-p', join(directory, 'pid'), `-g${join(directory, 'log')}`])
  assert.deepEqual(filed, { status: 2, said: '' })
})

test('without rights the capabilities are missed first, not the pid file', () => {
  const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
  const pidFile = join(directory, 'nowhere/pid')
  const { status, said } = start(
    instance('virtual_router_id 7\nvirtual_ipaddress {\n192.0.2.1\n}'),
    ['-l', '-p', pidFile],
    user,
  )
  assert.match(said, /CAP_NET_ADMIN and CAP_NET_RAW missing: run as root/)
  assert.doesNotMatch(said, /pid file/)
  assert.equal(status, 4)
})
