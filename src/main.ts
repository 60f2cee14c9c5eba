/**
 * Builds the world and hands it to what the words ask for. Everything else is imported when it is needed, so
 * that a worker loads no logger and a configuration test no daemon.
 */
import { readFileSync, readSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { resolve } from 'node:path'
import { getSystemErrorMap } from 'node:util'
import { err, ok } from './base/result.ts'

// From the second run on, sources and bundle start in a third of the time; the launcher says where this may
// write.
if (process.env['NODE_COMPILE_CACHE'] !== undefined) enableCompileCache()

// `keepalived-ts decode x.pcap | head` ends when head has enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))

/** Node's own words name the system call, which nobody asked for. */
const unreadable = (thrown: unknown) => {
  const { code = '', errno = 0, message } = thrown as NodeJS.ErrnoException
  return { code, text: getSystemErrorMap().get(errno)?.[1] ?? message }
}

const read = (from: string) => {
  try {
    return ok(readFileSync(from))
  } catch (thrown) {
    return err(unreadable(thrown))
  }
}

/** Somebody may pipe in what never ends. */
const readUpTo = (bytesMax: number) => {
  const chunks: Buffer[] = []
  const chunkBytes = 1 << 20
  try {
    for (let total = 0; total < bytesMax; ) {
      const chunk = Buffer.allocUnsafe(Math.min(chunkBytes, bytesMax - total))
      const length = readSync(0, chunk)
      if (length === 0) break
      chunks.push(chunk.subarray(0, length))
      total += length
    }
    return ok(Buffer.concat(chunks))
  } catch (thrown) {
    return err(unreadable(thrown))
  }
}

const words = process.argv.slice(2)
const worker = /^--worker=(\w+)$/.exec(words[0] ?? '')?.[1]
if (worker === undefined) {
  const { main } = await import('./cli/main.ts')
  process.exitCode = await main(words, {
    print: (text) => void process.stdout.write(text),
    complain: (text) => void process.stderr.write(text),
    resolve: (path) => resolve(path),
    readFile: (path) => read(path),
    readStandardInput: readUpTo,
    colours: process.stdout.isTTY === true && (process.env['NO_COLOR'] ?? '') === '',
    columns: process.stdout.isTTY ? process.stdout.columns : undefined,
  })
} else {
  const { findNative } = await import('./io/native.ts')
  const { openParentChannel } = await import('./io/parent-channel.ts')
  const { runWorker } = await import('./cli/worker.ts')
  const found = findNative()
  const refused = found.ok ? await runWorker(worker, found.value, openParentChannel()) : found.error
  if (refused !== undefined) {
    process.stderr.write(`keepalived-ts: ${refused}\n`)
    process.exitCode = 1
  }
}
