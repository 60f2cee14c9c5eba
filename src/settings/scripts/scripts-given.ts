/** Every program that a configuration names, and what for. Looks at no file. */
import type { Span } from '../../base/span.ts'
import type { Command } from '../../conf/command.ts'
import type { Given } from '../../conf/rows.ts'
import type { Draft } from '../grammar.ts'

export interface GivenScript {
  /**
   * A lost track script changes who is master; one of an event or a check is only logged; `once`:
   * startup_script and shutdown_script.
   */
  readonly of: 'track' | 'event' | 'check' | 'once'
  readonly at: Span
  readonly command: Command
}

type Maybe = Given<Command> | undefined
type User = Given<{ readonly user: string; readonly group: string | undefined }>

/** Those that could run: keepalived looks at scripts only where there is something that would start them. */
export function scriptsGiven(draft: Draft): readonly GivenScript[] {
  const { global } = draft
  const runsVrrp = draft.instances.length > 0
  const runsServices = draft.services.length > 0
  return [
    ...of('once', [global.startupScript, global.shutdownScript]),
    ...(runsServices ? serviceScripts(draft) : []),
    ...(runsVrrp ? vrrpScripts(draft) : []),
    ...of('event', [
      runsVrrp || runsServices ? global.fifoScript : undefined,
      runsVrrp ? global.vrrpFifoScript : undefined,
      runsServices ? global.lvsFifoScript : undefined,
    ]),
  ]
}

function vrrpScripts(draft: Draft): readonly GivenScript[] {
  const tracked = draft.scripts.map(({ command, user }) => asUser(command, user))
  const told = [...draft.instances, ...draft.groups].flatMap(({ notify, report }) => [
    ...Object.values(notify),
    report.lowerPriority,
    withCommand(report.deleted),
  ])
  return [...of('track', tracked), ...of('event', told)]
}

function serviceScripts(draft: Draft): readonly GivenScript[] {
  const found: GivenScript[] = []
  // There may be very many servers, and few have scripts.
  const add = (kind: GivenScript['of'], script: Maybe) => {
    if (script !== undefined) found.push({ of: kind, at: script.at, command: script.value })
  }
  for (const { quorumUp, quorumDown, realServers } of draft.services) {
    add('event', quorumUp)
    add('event', quorumDown)
    for (const { notifyUp, notifyDown, checks } of realServers) {
      add('event', notifyUp)
      add('event', notifyDown)
      for (const check of checks) if (check.is === 'misc') add('check', asUser(check.command, check.user))
    }
  }
  return found
}

/** Where the user is a keyword of its own. */
function asUser(command: Maybe, user: User | undefined): Maybe {
  return command && { at: command.at, value: { ...command.value, ...user?.value } }
}

function withCommand(given: Given<Command | undefined> | undefined): Maybe {
  return given?.value && { at: given.at, value: given.value }
}

function of(kind: GivenScript['of'], scripts: readonly Maybe[]): readonly GivenScript[] {
  const given = scripts.filter((script) => script !== undefined)
  return given.map(({ at, value }) => ({ of: kind, at, command: value }))
}
