/**
 * What a worker has to tell its parent, collected during a turn of the event loop and sent as one message
 * after it: an advert never waits for a pipe, and the change of a thousand instances is one write.
 */

export interface Outbox<Message> {
  tell(message: Message): void
  /** Sends what is there at once: before the end of the process. */
  flush(): void
}

/** `later` runs a function after the current turn of the event loop. */
export function openOutbox<Message>(
  send: (messages: readonly Message[]) => void,
  later: (run: () => void) => void,
): Outbox<Message> {
  let waiting: Message[] = []
  const flush = () => {
    if (waiting.length === 0) return
    const messages = waiting
    waiting = []
    send(messages)
  }
  return {
    tell: (message) => {
      waiting.push(message)
      if (waiting.length === 1) later(flush)
    },
    flush,
  }
}
