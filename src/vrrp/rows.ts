/**
 * The keywords of vrrp_instance: keepalived.conf(5). They fill drafts; what the values mean together is
 * judged in settings. Refuses words that are no values of their kind. What global_defs says for all instances
 * is in defaults-rows.ts; the larger families of keywords are in files of their own.
 */
import { micros } from '../base/time.ts'
import { readOne } from '../conf/bind.ts'
import { fieldsOf } from '../conf/fields.ts'
import { list, noteExtra, obsolete, type Row, type Scene, setting, words } from '../conf/rows.ts'
import type { Statement } from '../conf/tree.ts'
import { choice, integer, interfaceName, seconds } from '../conf/values.ts'
import { addressOptions, readVirtualAddress, type VirtualAddressDraft } from './address-line.ts'
import { announceRows } from './rows-announce.ts'
import { type AdvertisedDraft, type InstanceDraft, takesAddress, takesFamily } from './rows-draft.ts'
import { switchRows } from './rows-switches.ts'
import { sourceRows, unicastRows } from './rows-unicast.ts'
import { vmacRows } from './rows-vmac.ts'

const version = integer({ min: 2, max: 3 })
const downTimerAdverts = integer({ min: 1, max: 100, unit: 'adverts' })

const put = fieldsOf<InstanceDraft>()

/** `state`, `interface` and the numbers of an instance. */
const instanceValueRows: readonly Row<InstanceDraft>[] = [
  words('state', {
    parameters: 'MASTER|BACKUP',
    least: 1,
    about: 'Role that is assumed at start; the priority decides who becomes master',
    default: 'BACKUP, MASTER with priority 255',
    repeat: 'appends',
    judges: 'last-wins',
    read: readState,
  }),
  setting('interface', {
    kind: interfaceName,
    about: 'Interface for the adverts, and for addresses that name no other',
    put: put('interface'),
  }),
  words('vrf', {
    parameters: interfaceName.shape,
    least: 1,
    about: 'VRF of a unicast instance that has no interface',
    repeat: 'first-wins',
    read: readVrf,
  }),
  setting('virtual_router_id', {
    kind: integer({ min: 1, max: 255, strict: true }),
    about: 'Number of the virtual router (VRID); the same on all its nodes, and no other on this link',
    put: put('vrid'),
  }),
  setting('priority', {
    kind: integer({ min: 1, max: 255, strict: true }),
    about: 'The highest one becomes master; 255, the default with state MASTER: this host owns the addresses',
    default: '100',
    // A typing error beside `state MASTER` must not make an address owner.
    misfit: 100,
    put: put('priority'),
  }),
  setting('advert_int', {
    kind: seconds({ min: 0.01, max: 255, digits: 6 }),
    about: 'Time between two adverts of the master; whole seconds in version 2, up to 40.95 in version 3',
    default: '1',
    put: put('advertInterval'),
  }),
  words('version', {
    parameters: version.shape,
    least: 1,
    about: 'VRRP version; IPv6 needs 3',
    default: 'vrrp_version; 3 with IPv6',
    repeat: 'appends',
    judges: 'first-wins',
    read: readVersion,
  }),
  setting('down_timer_adverts', {
    kind: downTimerAdverts,
    about: 'Number of adverts that must be missed before a backup takes over',
    default: 'vrrp_down_timer_adverts',
    put: put('downTimerAdverts'),
  }),
  setting('preempt_delay', {
    kind: seconds({ min: 0, max: 1000, digits: 6 }),
    about: 'How long to wait before taking over from a master of lower priority',
    default: '0',
    misfit: micros(0),
    put: put('preemptDelay'),
  }),
  words('native_ipv6', {
    parameters: '',
    least: 0,
    about: 'Make this an IPv6 instance (version 3) even before the first address says so',
    read: readNativeIpv6,
  }),
]

/** All but the blocks of authentication, scripts and trackers, which settings puts beside them. */
export const instanceRows: readonly Row<InstanceDraft>[] = [
  ...instanceValueRows,
  ...switchRows,
  ...sourceRows,
  ...unicastRows,
  ...vmacRows,
  addressRow(
    'virtual_ipaddress',
    'Addresses of the virtual router: on the master, and in its adverts',
    putAdvertised,
  ),
  addressRow(
    'virtual_ipaddress_excluded',
    'Addresses that the master has as well, but that are not in its adverts',
    (address, draft) => draft.excluded.push(address),
  ),
  ...announceRows,
  obsolete('garp_delay', 'now garp_master_delay'),
  obsolete('lvs_sync_daemon_inteface', 'a misspelling of 1.x; now lvs_sync_daemon in global_defs'),
  obsolete('vrrp_unicast_bind', 'a patch of the old days; now unicast_src_ip'),
  obsolete('vrrp_unicast_peer', 'a patch of the old days; now unicast_peer'),
]

function addressRow(
  keyword: string,
  about: string,
  put: (address: VirtualAddressDraft, draft: InstanceDraft) => void,
): Row<InstanceDraft> {
  return list(keyword, {
    parameters: 'ADDRESS[/LENGTH] OPTION...',
    about,
    entries: addressOptions,
    entry: (entry, draft: InstanceDraft, scene) => {
      const read = readVirtualAddress(entry, scene)
      if (read === undefined) return
      const given = { value: read.prefix.address, at: read.at, what: keyword }
      // Those that are not in adverts may be of either family.
      const fits = keyword === 'virtual_ipaddress_excluded' || takesAddress(draft, given, scene)
      if (fits) put(read, draft)
    },
  })
}

function putAdvertised(address: AdvertisedDraft, { addresses, excluded }: InstanceDraft): void {
  if (excluded.length > 0) address.excludedAbove = excluded.length
  addresses.push(address)
}

/** keepalived: BACKUP never overrides an earlier MASTER, and an unknown word means BACKUP. */
function readState(statement: Statement, draft: InstanceDraft, scene: Scene): void {
  const [, word, ...extra] = statement.words
  if (word === undefined) return
  noteExtra(extra, scene)
  const kind = choice(['MASTER', 'BACKUP'], { otherwise: 'BACKUP' })
  const value = readOne(word, { keyword: 'state', kind, fallback: 'BACKUP' }, scene)
  if (value === undefined) return
  if (value === 'BACKUP' && draft.state?.value === 'MASTER') {
    scene.report({
      code: 'state-contradicts',
      severity: 'error',
      span: word.span,
      message: `state MASTER was given before, in line ${draft.state.at.line}`,
      instead: 'the state stays MASTER',
    })
    return
  }
  if (draft.state !== undefined) {
    scene.report({
      code: 'repeated-keyword',
      severity: 'note',
      span: statement.keyword.span,
      message: `state was given before, in line ${draft.state.at.line}`,
      instead: 'this one counts',
    })
  }
  draft.state = { value, at: word.span }
}

/** The first one counts, and version 2 is refused once something has said IPv6. */
function readVersion(statement: Statement, draft: InstanceDraft, scene: Scene): void {
  const [, word, ...extra] = statement.words
  if (word === undefined) return
  noteExtra(extra, scene)
  const value = readOne(word, { keyword: 'version', kind: version, fallback: 'vrrp_version' }, scene)
  if (value === undefined) return
  const before = draft.version
  const ipv6 = draft.family?.value === 'ipv6' ? draft.family : undefined
  if (before === undefined && (value === 3 || ipv6 === undefined)) {
    draft.version = { value, at: word.span }
  } else if (before?.value !== value) {
    scene.report({
      code: 'version-contradicts',
      severity: 'error',
      span: word.span,
      message:
        before === undefined
          ? `version 2 has no IPv6, and line ${ipv6?.at.line} makes this instance an IPv6 one`
          : `version ${before.value} was given before, in line ${before.at.line}`,
      instead: `the version stays ${before?.value ?? 3}`,
    })
  }
}

function readNativeIpv6(statement: Statement, draft: InstanceDraft, scene: Scene): void {
  const { span: at } = statement.keyword
  noteExtra(statement.words.slice(1), scene)
  if (takesFamily(draft, { family: 'ipv6', at, what: 'native_ipv6' }, scene)) draft.version = { value: 3, at }
}

function readVrf(statement: Statement, draft: InstanceDraft, scene: Scene): void {
  const [, word, ...extra] = statement.words
  if (word === undefined) return
  noteExtra(extra, scene)
  const value = readOne(word, { keyword: 'vrf', kind: interfaceName, fallback: undefined }, scene)
  if (value === undefined) return
  if (draft.interface === undefined) draft.vrf = { value, at: word.span }
  else {
    scene.report({
      code: 'vrf-cleared',
      severity: 'error',
      span: word.span,
      message: `vrf is for instances without an interface; line ${draft.interface.at.line} gives one`,
      instead: 'vrf is ignored: the interface decides the VRF',
    })
  }
}
