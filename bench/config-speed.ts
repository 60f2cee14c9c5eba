/**
 * How long `-t` takes, of small and of very large configurations, Debian's keepalived and ours by turns in
 * one namespace: `sudo node bench/config-speed.ts [ROUNDS]`, after `npm run build`. Times of different runs
 * do not compare, ratios within one do. config-results.md has the last one.
 */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { peerPath } from '../test/lab/able.ts'
import { comments, instances, sequence, serviceLines, services } from './config-texts.ts'
import { median } from './measure.ts'

const texts: readonly (readonly [string, string])[] = [
  ['1 instance', instances(1)],
  ['250 instances', instances(250)],
  ['1,000 instances', instances(1_000)],
  ['1,000 virtual servers, 10 real servers each', services(1_000)],
  ['20,000 instances of one ~SEQ line', sequence],
  ['60,000 lines', serviceLines(60_000)],
  ['600,000 lines', serviceLines(600_000)],
  ['60,000 lines of comment', comments(60_000)],
  ['600,000 lines of comment', comments(600_000)],
]

const namespace = `bench-config-${process.pid}`
const kinds = ['keepalived', 'keepalived-ts'] as const
const root = join(import.meta.dirname, '..')

/** The launcher as it is in a package, which has no sources that it could prefer to the bundle. */
function installed(directory: string): string {
  const launcher = join(directory, 'bin/keepalived-ts')
  mkdirSync(join(directory, 'bin'))
  copyFileSync(join(root, 'bin/keepalived-ts'), launcher)
  for (const name of ['dist', 'node_modules']) symlinkSync(join(root, name), join(directory, name))
  return launcher
}

function ip(...words: readonly string[]): void {
  const { status, stderr } = spawnSync('ip', words, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`ip ${words.join(' ')}: ${stderr}`)
}

function openNamespace(): void {
  ip('netns', 'add', namespace)
  ip('-n', namespace, 'link', 'set', 'lo', 'up')
  for (const [index, address] of ['192.0.2.2/24', '198.51.100.2/24'].entries()) {
    const name = `eth${index}`
    ip('-n', namespace, 'link', 'add', name, 'type', 'veth', 'peer', 'name', `peer${index}`)
    ip('-n', namespace, 'address', 'add', address, 'dev', name)
    for (const end of [name, `peer${index}`]) ip('-n', namespace, 'link', 'set', end, 'up')
  }
}

interface Timing {
  readonly millis: number
  readonly megabytes: number
}

/** One `-t`, begun inside the namespace, with the most memory that one of its processes had. */
function timed(program: readonly string[], file: string): Timing {
  const words = ['netns', 'exec', namespace, '/usr/bin/time', '-f', '%e %M', ...program, '-t', '-f', file]
  const began = performance.now()
  const { status, stderr } = spawnSync('ip', words, { encoding: 'utf8', maxBuffer: 2 ** 30 })
  const millis = performance.now() - began
  const kilobytes = /(\d+)\s*$/.exec(stderr)?.[1]
  if (status !== 0 || kilobytes === undefined) {
    throw new Error(`${program.join(' ')} -t -f ${file}: ${status} ${stderr.slice(0, 500)}`)
  }
  return { millis, megabytes: Number(kilobytes) / 1024 }
}

/** Text to the medians of all rounds. */
function measure(rounds: number, directory: string): Map<string, Readonly<Record<string, Timing>>> {
  const programs = { keepalived: [peerPath], 'keepalived-ts': [installed(directory)] } as const
  const found = new Map<string, Record<string, Timing>>()
  for (const [name, text] of texts) {
    const file = join(directory, 'keepalived.conf')
    writeFileSync(file, text)
    const timings = { keepalived: [] as Timing[], 'keepalived-ts': [] as Timing[] }
    for (let round = 0; round < rounds; round++) {
      for (const kind of kinds) timings[kind].push(timed(programs[kind], file))
    }
    const medians: Record<string, Timing> = {}
    for (const kind of kinds) {
      medians[kind] = {
        millis: median(timings[kind].map((timing) => timing.millis)),
        megabytes: median(timings[kind].map((timing) => timing.megabytes)),
      }
    }
    found.set(name, medians)
    process.stderr.write(`${name}\n`)
  }
  return found
}

function table(found: ReadonlyMap<string, Readonly<Record<string, Timing>>>): string {
  const lines = [
    '| -t of | keepalived, ms | keepalived-ts, ms | ratio | MB | MB |',
    '| --- | --: | --: | --: | --: | --: |',
  ]
  for (const [name, { keepalived, 'keepalived-ts': ours }] of found) {
    if (keepalived === undefined || ours === undefined) continue
    const cells = [keepalived.millis, ours.millis].map((millis) => millis.toFixed(0))
    const memory = [keepalived.megabytes, ours.megabytes].map((megabytes) => megabytes.toFixed(0))
    lines.push(`| ${[name, ...cells, (ours.millis / keepalived.millis).toFixed(1), ...memory].join(' | ')} |`)
  }
  for (const what of ['lines', 'lines of comment']) {
    const [few, many] = [found.get(`60,000 ${what}`), found.get(`600,000 ${what}`)]
    const added = kinds.map(
      (kind) => (((many?.[kind]?.millis ?? 0) - (few?.[kind]?.millis ?? 0)) * 1000) / 540_000,
    )
    lines.push(
      `| each added line, ${what}, µs | ${added.map((micros) => micros.toFixed(2)).join(' | ')} | | | |`,
    )
  }
  return lines.join('\n')
}

function main([rounds = '7']: readonly string[]): void {
  const directory = mkdtempSync(join(tmpdir(), 'keepalived-ts-bench-'))
  openNamespace()
  try {
    const found = measure(Number(rounds), directory)
    process.stdout.write(
      `${availableParallelism()} cores, Node ${process.version}, medians of ${rounds}\n\n${table(found)}\n`,
    )
  } finally {
    ip('netns', 'delete', namespace)
    rmSync(directory, { recursive: true })
  }
}

main(process.argv.slice(2))
