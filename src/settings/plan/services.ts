/**
 * Steps of virtual servers, their real servers and checks. Found again as the daemon finds them, by what the
 * kernel tells them apart by. Linear in their number.
 */

import { difference } from '../../base/difference.ts'
import { checkKeywords } from '../../check/kinds.ts'
import type { CheckSettings } from '../../check/settings.ts'
import type { RealServer, ServiceGroup, ServiceSettings } from '../../lvs/settings.ts'
import type { Cost } from './costs.ts'
import type { Side } from './matched.ts'
import { asList } from './show.ts'
import { changedStep, namedSteps, type Sides, type Step, stepOf, withOrdinals } from './step.ts'
import { type Change, compare, elsewhere, isLater, isSame, word } from './words.ts'
import { checkChanges, sslWords } from './words-check.ts'
import { entryText, realServerWords, serverName, serviceName, serviceWords } from './words-service.ts'

const keyword = 'virtual_server'
const serverKeyword = 'real_server'
const serverPath = `${keyword}/${serverKeyword}`

export function serviceSteps({ old, now }: Sides<Side>): readonly Step[] {
  const ran = runningKeys(old)
  const runs = runningKeys(now)
  const key = (one: { readonly key: string }) => one.key
  const [before, after] = [keyed(old.understood.lvs.services), keyed(now.understood.lvs.services)]
  const { added, removed, kept } = difference(before, after, { ofPresent: key, ofWanted: key })
  return [
    ...groupSteps({ old: old.understood.lvs.groups, now: now.understood.lvs.groups }),
    ...removed.map((one) => gone(one.item, ran.has(one.key))),
    ...kept.flatMap(({ present, wanted }) => {
      if (isSame(present.item, wanted.item) && ran.has(present.key) === runs.has(wanted.key)) return []
      const state = { ran: ran.has(present.key), runs: runs.has(wanted.key) }
      return changed({ old: present.item, now: wanted.item }, state)
    }),
    ...added.map((one) => begun(one.item, runs.has(one.key))),
    ...sslSteps({ old: old.understood.lvs.ssl, now: now.understood.lvs.ssl }),
  ]
}

function keyed(services: readonly ServiceSettings[]) {
  return withOrdinals(services, serviceName)
}

function runningKeys({ settings }: Side): ReadonlySet<string> {
  return new Set(keyed(settings?.lvs.services ?? []).map(({ key }) => key))
}

function begun(service: ServiceSettings, runs: boolean): Step {
  const cost: Cost = runs ? 'starts' : 'not-yet'
  return stepOf({ is: 'added', keyword, name: serviceName(service), cost, notes: withServers(service) })
}

function gone(service: ServiceSettings, ran: boolean): Step {
  const cost: Cost = ran ? 'interrupted' : 'not-yet'
  return stepOf({ is: 'removed', keyword, name: serviceName(service), cost, notes: withServers(service) })
}

function withServers({ realServers }: ServiceSettings): readonly string[] {
  const count = realServers.length
  return [`with ${count} ${count === 1 ? 'real server' : 'real servers'}`]
}

interface Runs {
  readonly ran: boolean
  readonly runs: boolean
}

function changed({ old, now }: Sides<ServiceSettings>, state: Runs): readonly Step[] {
  const name = serviceName(now)
  const priced = pricedBy(state)
  const changes = serviceWords(old, now, keyword).map(priced)
  const servers = serverSteps({ old: old.realServers, now: now.realServers }, { inside: name, state })
  if (state.ran === state.runs) return [...sameService({ old, now }, { changes, state }), ...servers]
  const cost: Cost = state.runs ? 'starts' : 'interrupted'
  const note = state.runs ? 'it was left out until now' : 'keepalived-ts cannot run it: it is left out'
  return [stepOf({ is: 'changed', keyword, name, changes, cost, notes: [note] }), ...servers]
}

/** A service that goes on: as a whole it can still stop or begin to serve. */
function sameService(
  { old, now }: Sides<ServiceSettings>,
  { changes, state }: { readonly changes: readonly Change[]; readonly state: Runs },
): readonly Step[] {
  const of = { keyword, name: serviceName(now) }
  const [before, after] = [takesConnections(old), takesConnections(now)]
  if (!state.runs || before === after) return changedStep(of, changes)
  const cost: Cost = after ? 'starts' : 'interrupted'
  const note = after
    ? 'real servers take new connections again'
    : 'no real server takes new connections any more'
  return [stepOf({ is: 'changed', ...of, changes, cost, notes: [note] })]
}

/**
 * Somebody gets new connections while all checks are well: the kernel sends none to weight 0 (ipvsadm(8),
 * --weight). A sorry server counts as soon as the daemon has one.
 */
function takesConnections({ realServers, sorryServer }: ServiceSettings): boolean {
  const sorry = sorryServer !== undefined && !isLater(`${keyword}/sorry_server`)
  return sorry || realServers.some(({ weight }) => weight > 0)
}

/** Of what does not run no change has an effect. */
function pricedBy({ ran, runs }: Runs): (change: Change) => Change {
  if (ran && runs) return (change) => change
  return (change) => ({ ...change, cost: 'not-yet', note: undefined })
}

interface Around {
  /** Name of the virtual server. */
  readonly inside: string
  readonly state: Runs
}

function serverSteps({ old, now }: Sides<readonly RealServer[]>, around: Around): readonly Step[] {
  const key = (one: { readonly key: string }) => one.key
  const [before, after] = [withOrdinals(old, serverName), withOrdinals(now, serverName)]
  const { added, removed, kept } = difference(before, after, { ofPresent: key, ofWanted: key })
  const inside = `${keyword} ${around.inside}`
  const both = around.state.ran && around.state.runs
  const come = (cost: Cost): Cost => (both ? cost : 'not-yet')
  const step = (is: 'added' | 'removed', item: RealServer, cost: Cost) =>
    stepOf({ is, keyword: serverKeyword, name: serverName(item), inside, cost: come(cost) })
  return [
    ...removed.map(({ item }) => step('removed', item, 'interrupted')),
    ...kept.flatMap(({ present, wanted }) => {
      if (isSame(present.item, wanted.item)) return []
      const changes = [
        ...realServerWords(present.item, wanted.item, serverPath),
        ...checksChanges({ old: present.item.checks, now: wanted.item.checks }),
      ].map(pricedBy(around.state))
      return changedStep({ keyword: serverKeyword, name: serverName(wanted.item), inside }, changes)
    }),
    ...added.map(({ item }) => step('added', item, 'arrives')),
  ]
}

function checksChanges({ old, now }: Sides<readonly CheckSettings[]>): readonly Change[] {
  const word = (check: CheckSettings) => checkKeywords[check.is]
  const key = (one: { readonly key: string }) => one.key
  const { added, removed, kept } = difference(withOrdinals(old, word), withOrdinals(now, word), {
    ofPresent: key,
    ofWanted: key,
  })
  const priced = (check: CheckSettings): Cost =>
    isLater(`${serverPath}/${word(check)}`) ? 'not-yet' : 'none'
  const whole = (one: { readonly key: string; readonly item: CheckSettings }) => ({
    ...{ keyword: one.key, from: undefined, to: undefined, note: undefined },
    cost: priced(one.item),
  })
  return [
    ...removed.map((one): Change => ({ ...whole(one), from: 'there' })),
    ...kept.flatMap(({ present, wanted }) =>
      checkChanges(present.item, wanted.item, serverPath).map((change) => ({
        ...change,
        keyword: `${wanted.key} ${change.keyword}`,
      })),
    ),
    ...added.map((one): Change => ({ ...whole(one), to: 'there' })),
  ]
}

/** No virtual server of a group runs yet, so none of it costs anything. */
function groupSteps(groups: Sides<readonly ServiceGroup[]>): readonly Step[] {
  return namedSteps(groups, {
    keyword: 'virtual_server_group',
    nameOf: ({ name }) => name,
    changes: compare<ServiceGroup>({
      name: elsewhere,
      entries: word('virtual_server_group', asList(entryText), { cost: 'not-yet' }),
    }),
    ...{ added: 'not-yet', removed: 'not-yet' },
  })
}

function sslSteps({ old, now }: Sides<Side['understood']['lvs']['ssl']>): readonly Step[] {
  const none = { password: undefined, ca: undefined, certificate: undefined, key: undefined }
  return changedStep({ keyword: 'SSL', name: '' }, sslWords(old ?? none, now ?? none, 'SSL'))
}
