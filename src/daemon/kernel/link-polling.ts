/**
 * Interfaces whose link is asked for every second (keepalived.conf(5), linkbeat_use_polling and
 * linkbeat_interfaces): by their transceiver, else by ethtool, else by their flags, as the driver can. What
 * the kernel tells counts as well: a link that either of them takes for down is down.
 */
import type { LinkMethod, LinkProbe } from '../../io/link-state.ts'
import type { LinkPolling } from '../../track/settings.ts'

export interface LinkPollingOptions {
  readonly probe: Pick<LinkProbe, 'ask'>
  /** Calls every second until the returned function is called. */
  every(run: () => void): () => void
  onChange(name: string): void
}

export interface PolledLinks {
  /** Replaces what is polled; asks at once, so that nothing begins with a link that is not there. */
  configure(polled: readonly LinkPolling[]): void
  /** False: asked, and down. */
  isUp(name: string): boolean
  close(): void
}

/** keepalived.conf(5): the order in which they are tried. */
const methods: readonly LinkMethod[] = ['MII', 'ETHTOOL', 'IOCTL']
/** There is no such interface: it says nothing of what its driver can. */
const absent = 'ENODEV'

interface Polled {
  readonly preferred: LinkMethod | undefined
  /** What the driver may be able to do, the best first. */
  methods: readonly LinkMethod[]
  up: boolean
}

export function openLinkPolling(options: LinkPollingOptions): PolledLinks {
  const polled = new Map<string, Polled>()
  let stop: (() => void) | undefined
  const ask = (name: string, one: Polled): boolean => {
    for (const [at, method] of one.methods.entries()) {
      const answer = options.probe.ask(name, method)
      if (answer.ok) {
        one.methods = one.methods.slice(at)
        return answer.value
      }
      // A new interface of that name may have another driver.
      if (answer.error.code === absent) {
        one.methods = order(one.preferred)
        return false
      }
    }
    // Nobody knows: what the kernel tells is all there is.
    return true
  }
  const poll = () => {
    for (const [name, one] of polled) {
      const up = ask(name, one)
      if (up === one.up) continue
      one.up = up
      options.onChange(name)
    }
  }
  return {
    configure: (wanted) => {
      const names = new Set(wanted.map((one) => one.interface))
      for (const name of polled.keys()) if (!names.has(name)) polled.delete(name)
      for (const { interface: name, by } of wanted) {
        if (!polled.has(name)) polled.set(name, { preferred: by, methods: order(by), up: true })
      }
      poll()
      if (polled.size > 0) stop ??= options.every(poll)
      else {
        stop?.()
        stop = undefined
      }
    },
    isUp: (name) => polled.get(name)?.up !== false,
    close: () => {
      stop?.()
      stop = undefined
      polled.clear()
    },
  }
}

/** The preferred one first; what the driver cannot do is passed over. */
function order(preferred: LinkMethod | undefined): readonly LinkMethod[] {
  return preferred === undefined ? methods : [preferred, ...methods.filter((one) => one !== preferred)]
}
