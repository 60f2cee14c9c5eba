/**
 * How a check reaches its server: keepalived.conf(5), generic connection options. Refuses a source address of
 * another family than the destination's, and a link-local destination without an interface.
 */

import { type Address, familyOf } from '../base/address.ts'
import { readOne } from '../conf/bind.ts'
import { fieldsOf } from '../conf/fields.ts'
import { type Given, type Row, type Said, type Scene, setting, words } from '../conf/rows.ts'
import { boolean, integer, interfaceName, port, singleAddress } from '../conf/values.ts'
import type { CheckHead, TimingDraft } from './rows-draft.ts'
import { connectTimeoutRow, pacingRows } from './rows-timing.ts'

export interface LogDraft {
  logAllFailures?: Given<boolean>
}

export interface ConnectionDraft extends CheckHead, TimingDraft, LogDraft {
  /** bindto is compared with connect_ip where the block ends, not where it stands. */
  readonly addressMayFollow?: true
  address?: Given<Address>
  port?: Given<number>
  bindAddress?: Given<Address>
  bindPort?: Given<number>
  bindInterface?: Given<string>
  fwmark?: Given<number>
}

type Later = Pick<Said, 'later'>
/** For kinds of check that use everything, or that are not there at all and say so as a whole. */
const allUsed: Later = {}

const put = fieldsOf<ConnectionDraft>()

/** All keywords that connecting checks share. `unused` marks those that the kind does not use yet. */
export function connectionRows(
  unused: Later = allUsed,
  defaults?: Parameters<typeof pacingRows>[1],
): readonly Row<ConnectionDraft>[] {
  return [
    addressRow('connect_ip', {
      about: 'Address that the check connects to',
      default: 'the address of the real server',
      field: 'address',
      other: 'bindAddress',
    }),
    setting('connect_port', {
      kind: port,
      about: 'Port that the check connects to',
      default: 'the port of the real server',
      put: put('port'),
    }),
    addressRow('bindto', {
      ...unused,
      about: 'Source address of the check',
      default: 'chosen by the kernel',
      field: 'bindAddress',
      other: 'address',
    }),
    setting('bind_port', {
      ...unused,
      kind: port,
      about: 'Source port of the check',
      default: 'chosen by the kernel',
      put: put('bindPort'),
    }),
    setting('bind_if', {
      ...unused,
      kind: interfaceName,
      about: 'Interface that the check must use; required for link-local addresses',
      default: 'chosen by the routes',
      put: put('bindInterface'),
    }),
    setting('fwmark', {
      ...unused,
      kind: integer({ min: 0, max: 4294967295 }),
      about: 'Firewall mark of the packets that the check sends',
      default: '0',
      put: put('fwmark'),
    }),
    connectTimeoutRow('check'),
    ...pacingRows('check', defaults),
    logRow(unused),
  ]
}

export function logRow(unused: Later = allUsed): Row<LogDraft> {
  return setting('log_all_failures', {
    ...unused,
    kind: boolean,
    absent: true,
    about: 'Log every failure while the server is up, not only the one that takes it down',
    default: 'off, or checker_log_all_failures of global_defs',
    put: (draft: LogDraft, given) => {
      draft.logAllFailures = given
    },
  })
}

/** The later one of two that do not fit together is ignored, as in keepalived. */
function addressRow(
  keyword: string,
  facts: Said & { readonly field: 'address' | 'bindAddress'; readonly other: 'address' | 'bindAddress' },
): Row<ConnectionDraft> {
  const { field, other } = facts
  return words(keyword, {
    ...facts,
    parameters: singleAddress.shape,
    least: 1,
    read: (statement, draft: ConnectionDraft, scene) => {
      const [, word] = statement.words
      const as = { keyword, kind: singleAddress, fallback: facts.default }
      const value = word && readOne(word, as, scene)
      if (word === undefined || value === undefined) return
      const usual = field === 'bindAddress' && !draft.addressMayFollow ? draft.serverAddress : undefined
      const against = draft[other]?.value ?? usual
      if (against === undefined || familyOf(against) === familyOf(value)) {
        draft[field] = { value, at: word.span }
        return
      }
      reportFamily({ value: `${keyword} ${value}`, at: word.span }, against, scene)
    },
  })
}

function reportFamily({ value, at: span }: Given<string>, against: Address, scene: Scene): void {
  scene.report({
    code: 'source-of-other-family',
    severity: 'error',
    span,
    message: `${value} is of another address family than ${against}`,
    instead: 'the statement is ignored',
  })
}

/** For kinds whose connect_ip may follow bindto: the source goes when it does not fit in the end. */
export function settleSource(draft: ConnectionDraft, scene: Scene): void {
  const source = draft.bindAddress
  const target = draft.address?.value ?? draft.serverAddress
  if (source === undefined || familyOf(source.value) === familyOf(target)) return
  reportFamily({ value: `bindto ${source.value}`, at: source.at }, target, scene)
  delete draft.bindAddress
}

/** A link-local address says nothing without its link. */
export function isReachable(draft: ConnectionDraft, scene: Scene): boolean {
  const target = draft.address?.value ?? draft.serverAddress
  if (draft.bindInterface !== undefined || !/^fe[89ab]/.test(target)) return true
  scene.report({
    code: 'link-local-without-interface',
    severity: 'error',
    span: draft.address?.at ?? draft.at,
    message: `${target} is link-local: the check needs bind_if to know the link`,
    instead: 'the check is left out',
  })
  return false
}
