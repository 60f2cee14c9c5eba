/** The parent as a worker sees it: the message channel of the process. Refuses to interpret the messages. */

export interface ParentChannel {
  /** Nothing happens when the parent is gone; that is told by `onGone`. */
  send(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  /** Also when it was gone before anybody asked: then in a later turn. */
  onGone(listener: () => void): void
  close(): void
}

/** Undefined when this process was not started by a parent of ours. */
export function openParentChannel(): ParentChannel | undefined {
  if (process.send === undefined) return undefined
  return {
    send: (message) => {
      // A failure means that the parent is gone, which `onGone` tells.
      if (process.connected) process.send?.(message, undefined, {}, (error) => void error)
    },
    onMessage: (listener) => void process.on('message', listener),
    onGone: (listener) => {
      if (process.connected) process.on('disconnect', listener)
      else setImmediate(listener)
    },
    close: () => {
      if (process.connected) process.disconnect?.()
    },
  }
}
