/**
 * Builds the world and hands it to what the words ask for. Everything else is imported when it is needed, so
 * that a worker loads no logger and a configuration test no daemon.
 */
import { readdirSync, readFileSync, readSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { getSystemErrorMap } from 'node:util'
import { err, ok } from './base/result.ts'

// From the second run on, that saves a third of the start. It is kept beside the code, where whoever may
// write may write the code too, so its folder must be closed to others whatever umask this starts with.
const umask = process.umask(0o022)
enableCompileCache(fileURLToPath(new URL('../.cache/compiled', import.meta.url)))
process.umask(umask)

/** `keepalived-ts decode x.pcap | head` ends when head has enough. */
const endWithReader = (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1)

// Node loads streams with the first look at process.stdout: -t mostly prints nothing.
const print = (text: string) => {
  if (process.stdout.listenerCount('error') === 0) process.stdout.on('error', endWithReader)
  process.stdout.write(text)
}

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

const namesIn = (directory: string) => {
  try {
    return readdirSync(directory).sort()
  } catch {
    return []
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
    print,
    complain: (text) => void process.stderr.write(text),
    resolve: (path) => resolve(path),
    readFile: (path) => read(path),
    namesIn,
    readStandardInput: readUpTo,
    get colours() {
      return process.stdout.isTTY === true && (process.env['NO_COLOR'] ?? '') === ''
    },
    get columns() {
      return process.stdout.isTTY ? process.stdout.columns : undefined
    },
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
