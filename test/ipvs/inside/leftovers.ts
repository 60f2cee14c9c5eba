/**
 * Inside the guest: what stays in the kernel when processes of ours are killed, and what the next start makes
 * of it. Prints one line of JSON with everything seen.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { LeftoversSeen } from '../seen.ts'
import { run, table, until, vip } from './network.ts'

const place = '/etc/lab'
const config = `${place}/keepalived.conf`

/** Nobody listens at these addresses, and nothing is checked: they are always up. */
function writeConfig(servers: readonly (readonly [address: string, weight: number])[]): void {
  const blocks = servers.map(([address, weight]) => `real_server ${address} 80 {\nweight ${weight}\n}\n`)
  writeFileSync(
    config,
    `virtual_server ${vip} 80 {\nlb_algo wlc\nlb_kind NAT\nprotocol TCP\n${blocks.join('')}}\n`,
  )
}

function start(): ChildProcess {
  const pids = ['-p', `${place}/pid`, '-c', `${place}/checker-pid`, '-r', `${place}/vrrp-pid`]
  return spawn('bin/keepalived-ts', ['-f', config, '-n', '-l', '-D', ...pids], { stdio: 'ignore' })
}

const has = (text: string) => table().some((line) => line.includes(text))
const checkerPid = () => readFileSync(`${place}/checker-pid`, 'utf8').trim()

mkdirSync(place)
run('ip', 'addr', 'add', '10.20.0.1/24', 'dev', 'lo')
const seen: Partial<LeftoversSeen> = {}

writeConfig([
  ['10.20.0.11', 1],
  ['10.20.0.12', 2],
])
let daemon = start()
await until('the table is there', () => has('10.20.0.12:80 Masq 2'))
run('kill', '-KILL', String(daemon.pid))
await until('the checker of the killed daemon has cleaned up', () => table().length === 0)
seen.afterParentKilled = table()

for (const name of ['pid', 'checker-pid']) rmSync(`${place}/${name}`, { force: true })
daemon = start()
await until('the table is there again', () => has('10.20.0.12:80 Masq 2'))
await until('both have written their pid', () => existsSync(`${place}/checker-pid`))
run('kill', '-STOP', String(daemon.pid))
run('kill', '-KILL', checkerPid())
run('kill', '-KILL', String(daemon.pid))
seen.leftBehind = table()

for (const name of ['pid', 'checker-pid']) rmSync(`${place}/${name}`, { force: true })
run('ipvsadm', '-A', '-t', '10.99.0.1:80', '-s', 'rr')
writeConfig([
  ['10.20.0.12', 7],
  ['10.20.0.13', 1],
])
daemon = start()
await until('the new table is there', () => has('10.20.0.13:80'))
await until('the old server is out', () => !has('10.20.0.11:80'))
seen.adopted = table().toSorted()
const ended = new Promise<number | null>((resolve) => daemon.once('close', resolve))
daemon.kill('SIGTERM')
seen.status = await ended
seen.stopped = table()
console.log(JSON.stringify(seen))
process.exit(0)
