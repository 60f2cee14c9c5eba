/** The options of a route that the kernel keeps as metrics: ip-route(8), "mtu" to "fastopen_no_cookie". */
import type { Micros } from '../base/time.ts'
import { type Outcome, take, takeWord, valued } from './line.ts'
import { byte, type LineKind, number32, oneOf, tcpTime, text, zeroOrOne } from './line-values.ts'
import type { RouteDraft, RouteOption } from './route-draft.ts'
import type { Lockable } from './route-settings.ts'

type LockableNumber = 'mtu' | 'advertisedMss' | 'reordering' | 'congestionWindow' | 'slowStartThreshold'

/** `lock`: the kernel may not adapt it to what it learns. */
function lockable<T>(
  name: string,
  its: {
    readonly kind: LineKind<T>
    readonly about: string
    readonly put: (metrics: RouteDraft['metrics'], value: Lockable<T>) => void
    readonly get: (metrics: RouteDraft['metrics']) => Lockable<T> | undefined
  },
): RouteOption {
  return {
    name,
    synonyms: [],
    parameters: `[lock] ${its.kind.shape}`,
    about: its.about,
    read: (line, draft, word): Outcome => {
      const locked = takeWord(line, 'lock') !== undefined
      const took = take(line, word, { kind: its.kind })
      if (took.is !== 'value') return took.is
      its.put(draft.metrics, { value: took.value, locked })
      return 'taken'
    },
    show: ({ metrics }) => {
      const metric = its.get(metrics)
      return metric && [...(metric.locked ? ['lock'] : []), its.kind.show(metric.value)]
    },
  }
}

function lockableNumber(name: string, field: LockableNumber, about: string): RouteOption {
  return lockable(name, {
    kind: number32,
    about,
    put: (metrics, value) => {
      metrics[field] = value
    },
    get: (metrics) => metrics[field],
  })
}

type TimeField = 'roundTripTime' | 'roundTripVariance' | 'retransmissionMin'

function time(name: string, its: { field: TimeField; stepMicros: number; about: string }): RouteOption {
  return lockable<Micros>(name, {
    kind: tcpTime(its.stepMicros),
    about: its.about,
    put: (metrics, value) => {
      metrics[its.field] = value
    },
    get: (metrics) => metrics[its.field],
  })
}

type NumberField = 'window' | 'initialCongestionWindow' | 'initialReceiveWindow' | 'hopLimit'

function number(
  name: string,
  its: { field: NumberField; kind: LineKind<number>; about: string },
): RouteOption {
  return valued(name, {
    kind: its.kind,
    about: its.about,
    put: ({ metrics }, value) => {
      metrics[its.field] = value
    },
    show: ({ metrics }) => metrics[its.field],
  })
}

type SwitchField = 'quickAcknowledge' | 'fastOpenWithoutCookie'

function zeroOne(name: string, field: SwitchField, about: string): RouteOption {
  return valued(name, {
    kind: zeroOrOne,
    about,
    put: ({ metrics }, value) => {
      metrics[field] = value
    },
    show: ({ metrics }) => {
      const value = metrics[field]
      return value === undefined ? undefined : zeroOrOne.show(value)
    },
  })
}

export const metricOptions: readonly RouteOption[] = [
  lockableNumber('mtu', 'mtu', 'Largest packet on this route in bytes; locked: never found out by trying'),
  lockableNumber(
    'advmss',
    'advertisedMss',
    'Largest TCP segment in bytes that is announced to the other end',
  ),
  lockableNumber(
    'reordering',
    'reordering',
    'Segments that may arrive out of order before one counts as lost',
  ),
  lockableNumber('cwnd', 'congestionWindow', 'Limit of the congestion window in segments; only with lock'),
  lockableNumber('ssthresh', 'slowStartThreshold', 'Congestion window in segments at which slow start ends'),
  number('window', { field: 'window', kind: number32, about: 'Largest TCP window to announce, in bytes' }),
  number('initcwnd', {
    field: 'initialCongestionWindow',
    kind: number32,
    about: 'Congestion window of a new connection in segments',
  }),
  number('initrwnd', {
    field: 'initialReceiveWindow',
    kind: number32,
    about: 'Receive window of a new connection in segments',
  }),
  number('hoplimit', { field: 'hopLimit', kind: byte, about: 'TTL or hop limit of packets on this route' }),
  time('rtt', { field: 'roundTripTime', stepMicros: 125, about: 'First guess of the round-trip time' }),
  time('rttvar', {
    field: 'roundTripVariance',
    stepMicros: 250,
    about: 'First guess of the variance of the round-trip time',
  }),
  time('rto_min', {
    field: 'retransmissionMin',
    stepMicros: 1000,
    about: 'Shortest wait of TCP before it sends a segment again',
  }),
  valued('features', {
    kind: oneOf(['ecn']),
    about: 'ecn: explicit congestion notification for connections on this route',
    misfit: 'ignored',
    put: ({ metrics }) => {
      metrics.congestionNotification = true
    },
    show: ({ metrics }) => (metrics.congestionNotification === true ? 'ecn' : undefined),
  }),
  zeroOne('quickack', 'quickAcknowledge', 'Whether TCP acknowledges at once on this route'),
  zeroOne('fastopen_no_cookie', 'fastOpenWithoutCookie', 'Whether TCP Fast Open needs no cookie here'),
  lockable('congctl', {
    kind: text,
    about: 'Congestion control of TCP on this route; locked: a program cannot choose another one',
    put: (metrics, value) => {
      metrics.congestionControl = value
    },
    get: (metrics) => metrics.congestionControl,
  }),
]
