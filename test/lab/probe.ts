/**
 * Asks an address once each millisecond whether it answers (ICMP echo, which the kernel of whoever holds the
 * address answers), and says how long it did not. Times come from the kernel, so a slow observer does not
 * look like a silent address: where no question was asked, no answer is missed.
 */
import { join } from 'node:path'
import { type Host, startTool } from './network.ts'

export interface ProbeRecord {
  /** When each question was sent, microseconds since 1970, ascending. */
  readonly sentAt: readonly number[]
  /** When each answer came, in the order in which they came. */
  readonly answeredAt: readonly number[]
}

export interface Silence {
  /** When the first unanswered question was sent, microseconds since 1970. */
  readonly from: number
  /** From then to the next answer, or to the last question when none came any more. */
  readonly lengthMicros: number
}

export interface ProbeReport extends ProbeRecord {
  readonly longest: Silence
}

export interface Probe {
  /** Ends the questions, waits for the last answers and reports. */
  stop(): Promise<ProbeReport>
}

/**
 * Starts to ask; resolves when the first question has been sent. Interval in microseconds, 1 ms if absent.
 */
export async function startProbe(host: Host, address: string, intervalMicros = 1000): Promise<Probe> {
  const program = join(import.meta.dirname, 'probe-sender.ts')
  const child = startTool(host, [process.execPath, program, address, String(intervalMicros)])
  let output = ''
  let complaint = ''
  const started = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<void>()
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString()
    if (output.startsWith('started\n')) started.resolve()
  })
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint += chunk.toString()
  })
  child.on('close', () => {
    started.reject(new Error(`the probe ended: ${complaint}`))
    ended.resolve()
  })
  await started.promise
  return {
    stop: async () => {
      child.stdin?.end()
      await ended.promise
      const record = JSON.parse(output.slice('started\n'.length)) as ProbeRecord
      return { ...record, longest: longestSilence(record) }
    },
  }
}

/** The longest time that somebody who asked had to wait for any answer. */
export function longestSilence(record: ProbeRecord): Silence {
  const end = record.sentAt.at(-1) ?? 0
  let longest: Silence = { from: 0, lengthMicros: 0 }
  let next = 0
  for (const sent of record.sentAt) {
    while ((record.answeredAt[next] ?? Number.POSITIVE_INFINITY) < sent) next++
    const lengthMicros = (record.answeredAt[next] ?? end) - sent
    if (lengthMicros > longest.lengthMicros) longest = { from: sent, lengthMicros }
  }
  return longest
}
