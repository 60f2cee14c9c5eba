/**
 * Inside the guest: the life of a virtual server under a daemon, keepalived or ours, seen from its clients.
 * Prints one line of JSON with everything seen, for the test outside to judge.
 *
 *   failover.ts ours|debian
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { FailoverSeen } from '../seen.ts'
import { buildNetwork, connect, run, startRealServer, table, until, vip } from './network.ts'

const whose = process.argv[2] === 'debian' ? 'debian' : 'ours'
const place = '/etc/lab'
const config = `${place}/keepalived.conf`

function writeConfig(given: { readonly weight: number }): void {
  const server = (address: string, number: number, weight: number) => `
    real_server ${address} 80 {
        notify_down ${place}/down${number}.sh
        notify_up ${place}/up${number}.sh
        weight ${weight}
        TCP_CHECK {
            connect_timeout 1
        }
    }`
  writeFileSync(
    config,
    `global_defs {
    router_id LVS_DEVEL
    script_user root
}
virtual_server ${vip} 80 {
    delay_loop 1
    warmup 0
    lb_algo rr
    lb_kind NAT
    persistence_timeout 50
    protocol TCP
${server('10.20.0.11', 1, given.weight)}
${server('10.20.0.12', 2, 1)}
${server('10.20.0.99', 3, 1)}
}
`,
  )
}

function writeScripts(): void {
  for (const word of ['up', 'down']) {
    for (const number of [1, 2, 3]) {
      const text = `#!/bin/sh\necho ${word}${number} >>${place}/ran\n`
      writeFileSync(`${place}/${word}${number}.sh`, text, { mode: 0o755 })
    }
  }
}

const ran = () => (existsSync(`${place}/ran`) ? readFileSync(`${place}/ran`, 'utf8').trim().split('\n') : [])
const has = (address: string) => table().some((line) => line.includes(` ${address}:80 `))
const connectTimes = (count: number, client: string) => Array.from({ length: count }, () => connect(client))

mkdirSync(place)
writeScripts()
writeConfig({ weight: 1 })
buildNetwork()
const servers = { rs1: startRealServer('rs1'), rs2: startRealServer('rs2') }
await until('the real servers serve', () =>
  ['10.20.0.11', '10.20.0.12'].every((address) => connect('client1', address) !== 'nobody'),
)

const program = whose === 'ours' ? 'bin/keepalived-ts' : 'keepalived'
const pids = ['-p', `${place}/pid`, '-c', `${place}/checker-pid`, '-r', `${place}/vrrp-pid`]
const daemon = spawn(program, ['-f', config, '-n', '-l', '-D', ...pids], {
  stdio: ['ignore', 'pipe', 'pipe'],
})
let log = ''
for (const stream of [daemon.stdout, daemon.stderr]) stream.on('data', (text) => (log += String(text)))
process.on('exit', (status) => {
  if (status !== 0) console.error(log)
})
const ended = new Promise<number | null>((resolve) => daemon.once('close', resolve))

const seen: Partial<FailoverSeen> = {}
await until('all servers are in the table', () => has('10.20.0.99'))
seen.started = table()
await until('the one that swallows everything is out', () => !has('10.20.0.99'))
await until('its script ran', () => ran().includes('down3'))
seen.settled = table()
seen.ranSettled = ran()

const first = connect('client1')
seen.client1 = [first, ...connectTimes(3, 'client1')]
seen.client2 = connectTimes(4, 'client2')

const [name, number] = first === 'rs1' ? (['rs1', 1] as const) : (['rs2', 2] as const)
const address = `10.20.0.1${number}`
servers[name].kill('SIGKILL')
seen.removedAfter = await until('the dead server is out', () => !has(address))
await until('its script ran', () => ran().includes(`down${number}`))
seen.dead = name
seen.whileDead = table()
seen.client1WhileDead = connectTimes(3, 'client1')
servers[name] = startRealServer(name)
seen.returnedAfter = await until('it is back', () => has(address))
await until('its script ran', () => ran().includes(`up${number}`))
seen.returned = table()

writeConfig({ weight: 5 })
run('kill', '-HUP', readFileSync(`${place}/pid`, 'utf8').trim())
await until('the weight is 5', () => table().some((line) => line.endsWith('Masq 5')))
seen.reloaded = table()

if (whose === 'ours') {
  const checker = () => readFileSync(`${place}/checker-pid`, 'utf8').trim()
  const before = checker()
  run('kill', '-KILL', before)
  seen.whileCheckerDead = { table: table(), client: connect('client2') }
  await until('the checker is back', () => existsSync(`${place}/checker-pid`) && checker() !== before)
  await until('it has its configuration', () => log.split('Activating').length > 6)
  seen.afterCheckerDied = table()
  await until(
    'it finds the one that swallows everything down',
    () => ran().filter((word) => word === 'down3').length > 1,
  )
}
daemon.kill('SIGTERM')
seen.status = await ended
seen.stopped = table()
seen.ran = ran()
seen.log = log.split('\n').map((line) => line.replace(/^.{24}: /, ''))
for (const server of Object.values(servers)) server.kill('SIGKILL')
console.log(JSON.stringify(seen))
process.exit(0)
