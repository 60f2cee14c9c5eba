/**
 * track_interface, and what is said of interfaces at the top level: garp_group, linkbeat_interfaces and
 * interface_up_down_delays. keepalived.conf(5). Whether an interface is there is judged when all is known.
 */
import type { Span } from '../base/span.ts'
import type { Micros } from '../base/time.ts'
import { readOne } from '../conf/bind.ts'
import { fieldsOf } from '../conf/fields.ts'
import { block, type Given, list, noteExtra, type Row, type Scene, setting } from '../conf/rows.ts'
import { choice, interfaceName, seconds } from '../conf/values.ts'
import type { Word } from '../conf/words.ts'
import type { TrackKind } from './kind.ts'
import { nearlyClamped, weightMax } from './weight.ts'

export interface GarpGroupDraft {
  readonly at: Span
  garpInterval?: Given<Micros>
  gnaInterval?: Given<Micros>
  readonly interfaces: Given<string>[]
  /** The blocks `interfaces`, and how many names each has. */
  readonly blocks: { readonly at: Span; names: number }[]
}

export interface DelayDraft {
  readonly name: Given<string>
  /** Undefined: refused. `up` undefined: like `down`. */
  readonly times: { readonly down: Micros; readonly up: Micros | undefined } | undefined
}

export interface PollingDraft {
  readonly name: Given<string>
  readonly by: 'MII' | 'ETHTOOL' | 'IOCTL' | undefined
}

export interface InterfaceDrafts {
  readonly garpGroups: GarpGroupDraft[]
  readonly delays: DelayDraft[]
  readonly polled: PollingDraft[]
}

const interval = seconds({ min: 0, max: 4294.967295, digits: 6 })
const delay = seconds({ min: 0, max: 255, digits: 6 })
const method = choice<'MII' | 'ETHTOOL' | 'IOCTL'>(['MII', 'ETHTOOL', 'IOCTL'])

const put = fieldsOf<GarpGroupDraft>()

const garpGroupRows: readonly Row<GarpGroupDraft>[] = [
  setting('garp_interval', {
    kind: interval,
    about: 'Time between two gratuitous ARP messages',
    default: 'vrrp_garp_interval',
    put: put('garpInterval'),
  }),
  setting('gna_interval', {
    kind: interval,
    about: 'Time between two unsolicited neighbour advertisements',
    default: 'vrrp_gna_interval',
    put: put('gnaInterval'),
  }),
  setting('interface', {
    kind: interfaceName,
    repeat: 'appends',
    about: 'An interface to which the intervals of the group apply',
    put: (draft: GarpGroupDraft, given) => {
      draft.interfaces.push(given)
    },
  }),
  list('interfaces', {
    parameters: 'INTERFACE...',
    about: 'Interfaces that share the intervals: a message on one of them counts for all',
    open: (draft: GarpGroupDraft, at) => {
      draft.blocks.push({ at, names: 0 })
    },
    entry: (entry, draft: GarpGroupDraft, scene) => {
      const open = draft.blocks.at(-1)
      if (open !== undefined) open.names += entry.length
      for (const word of entry) {
        const value = readOne(
          word,
          { keyword: 'interfaces', kind: interfaceName, fallback: undefined },
          scene,
        )
        if (value !== undefined) draft.interfaces.push({ value, at: word.span })
      }
    },
  }),
]

export const interfaceBlocks: readonly Row<InterfaceDrafts>[] = [
  block('garp_group', {
    parameters: '',
    about: 'Interfaces on which gratuitous ARP messages are spaced out in time',
    rows: garpGroupRows,
    open: (statement): GarpGroupDraft => ({
      at: statement.keyword.span,
      interfaces: [],
      blocks: [],
    }),
    close: (group, drafts: InterfaceDrafts) => {
      drafts.garpGroups.push(group)
    },
  }),
  list('linkbeat_interfaces', {
    parameters: 'INTERFACE [MII|ETHTOOL|IOCTL]',
    about: 'Interfaces whose link state is polled, because their driver does not report it',
    entries: [
      { name: 'MII|ETHTOOL|IOCTL', synonyms: [], parameters: '', about: 'How; default: what the driver can' },
    ],
    entry: readPolling,
  }),
  list('interface_up_down_delays', {
    parameters: 'INTERFACE DOWN [UP]',
    about:
      'How long a link must stay down or up before it counts, each in seconds 0..255; UP is by default DOWN',
    entry: readDelay,
  }),
]

function readPolling(
  [name, how, extra]: readonly [Word, ...Word[]],
  drafts: InterfaceDrafts,
  scene: Scene,
): void {
  const read = how && extra === undefined ? method.read(how.text) : undefined
  if (how !== undefined && !read?.ok) {
    scene.report({
      code: 'not-a-value',
      severity: 'error',
      span: how.span,
      message: `linkbeat_interfaces: one of ${method.shape} and nothing else may follow ${name.text}`,
      instead: 'the way that the driver can is used',
    })
  }
  drafts.polled.push({ name: { value: name.text, at: name.span }, by: read?.ok ? read.value : undefined })
}

function readDelay(
  [name, ...numbers]: readonly [Word, ...Word[]],
  drafts: InterfaceDrafts,
  scene: Scene,
): void {
  const [down, up, ...extra] = numbers
  noteExtra(extra, scene)
  if (down === undefined) {
    scene.report({
      code: 'delay-missing',
      severity: 'note',
      span: name.span,
      message: `interface_up_down_delays: no delay follows ${name.text}`,
      instead: 'its links count at once',
    })
  }
  const of = { keyword: 'interface_up_down_delays', kind: delay, fallback: undefined }
  const downTime = down === undefined ? undefined : readOne(down, of, scene)
  const upTime = up === undefined ? undefined : readOne(up, of, scene)
  // The name alone stays: keepalived looks for the interface before it looks at the numbers.
  const isDelay = downTime !== undefined && (up === undefined || upTime !== undefined)
  const times = isDelay ? { down: downTime, up: upTime } : undefined
  drafts.delays.push({ name: { value: name.text, at: name.span }, times })
}

export const interfaceKind: TrackKind = {
  entries: 'track_interface',
  into: 'trackInterfaces',
  names: 'interface',
  about: 'Interfaces whose state changes the priority or is a fault',
  limit: { max: weightMax, corrected: nearlyClamped, otherwise: 'weight 0 is used: its loss is a fault' },
  noreverse: false,
  strayDirection: 'ignored',
  definition: undefined,
  later: false,
}
