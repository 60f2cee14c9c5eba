/**
 * Going to the background. Node cannot fork itself, so the program starts itself anew in a session of its
 * own and waits until that one runs or has failed: unlike with keepalived, the exit status tells.
 */
import { spawn } from 'node:child_process'
import { unreachable } from '../base/bug.ts'
import { namespaceMark } from './namespaces.ts'
import type { ParentChannel } from './parent-channel.ts'

type FromBackground = { readonly is: 'said'; readonly text: string } | { readonly is: 'running' }

/** A daemon whose workers cannot start goes on trying; whoever waits for it need not. */
const patienceMillis = 30_000
const marker = 'KEEPALIVED_TS_BACKGROUND'

/** Whether this process is the one that was sent to the background. Its scripts need not know. */
export function takeBackgroundMarker(): boolean {
  const marked = process.env[marker] === '1'
  delete process.env[marker]
  return marked
}

/** Resolves with the exit status for the one who waits at the terminal; `say` prints what went wrong. */
export function continueInBackground(
  words: readonly string[],
  say: (text: string) => void,
  within: { readonly namespace: string | undefined },
): Promise<number> {
  const child = spawn(process.execPath, [...process.execArgv, process.argv[1] ?? '', ...words], {
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: { ...process.env, ...namespaceMark(within.namespace), [marker]: '1' },
  })
  return new Promise((settle) => {
    const patience = setTimeout(() => {
      say(`not up after ${patienceMillis / 1_000} s; it goes on trying, and the log says at what\n`)
      letGo(1)
    }, patienceMillis)
    const resolve = (status: number) => {
      clearTimeout(patience)
      settle(status)
    }
    const letGo = (status: number) => {
      if (child.connected) child.disconnect()
      child.unref()
      resolve(status)
    }
    child.on('message', (raw) => {
      const message = raw as FromBackground
      switch (message.is) {
        case 'said':
          return say(message.text)
        case 'running':
          return letGo(0)
        default:
          return unreachable(message)
      }
    })
    child.on('error', (error) => {
      say(`cannot go to the background: ${error.message}\n`)
      resolve(1)
    })
    child.on('exit', (status) => resolve(status ?? 1))
  })
}

/** In the background: what the one at the terminal is told until all is up. */
export function tellTerminal(channel: ParentChannel): { say(text: string): void; running(): void } {
  return {
    say: (text) => channel.send({ is: 'said', text } satisfies FromBackground),
    running: () => channel.send({ is: 'running' } satisfies FromBackground),
  }
}
