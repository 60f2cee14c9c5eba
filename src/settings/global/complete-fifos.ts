/** The FIFOs of global_defs: drafts to settings. keepalived.conf(5), notify_fifo and its neighbours. */
import type { Command } from '../../conf/command.ts'
import type { Report } from '../../conf/diagnostics.ts'
import type { Given } from '../../conf/rows.ts'
import type { FifoDraft, FifosDraft } from '../../notify/fifo-rows.ts'
import type { FifoSettings } from '../../notify/settings.ts'
import { runnable } from '../scripts/runnable.ts'
import type { GlobalSettings } from './settings.ts'

type Special = 'vrrp_notify_fifo' | 'lvs_notify_fifo'

export function completeFifos(draft: FifosDraft, report: Report): GlobalSettings['fifos'] {
  const { fifo, vrrpFifo, lvsFifo } = draft
  const vrrpScript = noteLoneScript(vrrpFifo, draft.vrrpFifoScript, report)
  const lvsScript = noteLoneScript(lvsFifo, draft.lvsFifoScript, report)
  const script = noteLoneScript(fifo, draft.fifoScript, report)
  const vrrp = special('vrrp_notify_fifo', { own: vrrpFifo, all: fifo }, report)
  const lvs = special('lvs_notify_fifo', { own: lvsFifo, all: fifo }, report)
  const twoReaders = vrrp !== undefined && vrrp.value.path === lvs?.value.path && vrrpScript && lvsScript
  if (twoReaders) {
    report({
      code: 'fifo-with-two-scripts',
      severity: 'note',
      span: lvsScript.at,
      message: `vrrp_notify_fifo_script and lvs_notify_fifo_script would both read ${vrrp.value.path}`,
      instead: 'only vrrp_notify_fifo_script is started',
    })
  }
  return {
    all: settingsOf(fifo, script),
    vrrp: settingsOf(vrrp, vrrpScript),
    lvs: settingsOf(lvs, twoReaders ? undefined : lvsScript),
    statesOnReload: draft.statesOnReload !== undefined,
  }
}

/** keepalived appends the path as the last word; so does whoever starts the script here. */
function settingsOf(
  fifo: Given<FifoDraft> | undefined,
  script: Given<Command> | undefined,
): FifoSettings | undefined {
  return fifo && { ...fifo.value, script: script && runnable(script) }
}

/** A pipe that gets everything already gets nothing a second time. */
function special(
  keyword: Special,
  { own, all }: { readonly own: Given<FifoDraft> | undefined; readonly all: Given<FifoDraft> | undefined },
  report: Report,
): Given<FifoDraft> | undefined {
  if (own === undefined || own.value.path !== all?.value.path) return own
  report({
    code: 'fifo-twice',
    severity: 'note',
    span: own.at,
    message: `${keyword} ${own.value.path} is notify_fifo already, which gets everything`,
    instead: `${keyword} is left out with its script`,
  })
  return undefined
}

function noteLoneScript(
  fifo: Given<FifoDraft> | undefined,
  script: Given<Command> | undefined,
  report: Report,
): Given<Command> | undefined {
  if (fifo !== undefined || script === undefined) return script
  report({
    code: 'fifo-script-without-fifo',
    severity: 'note',
    span: script.at,
    message: 'this script reads a FIFO, and none is given for it',
    instead: 'it is not started',
  })
  return undefined
}
