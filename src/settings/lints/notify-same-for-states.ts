/** One command for master and backup that is not told which of them it is. */
import type { NotifyDraft } from '../../notify/rows.ts'
import { alsoAt, lineOf } from './ground.ts'
import type { Lint } from './lint.ts'

const keywords = { backup: 'notify_backup', fault: 'notify_fault', stop: 'notify_stop' } as const
const others = ['backup', 'fault', 'stop'] as const

export const notifySameForStates: Lint = {
  code: 'notify-same-for-states',
  severity: 'note',
  *find({ draft }) {
    for (const { notify } of [...draft.instances, ...draft.groups]) {
      const { master } = notify
      if (master === undefined) continue
      const other = others.find((state) => commandOf(notify, state) === commandOf(notify, 'master'))
      const given = other && notify[other]
      if (other === undefined || given === undefined) continue
      yield {
        at: given.at,
        ...alsoAt(master.at, 'notify_master'),
        message: `${keywords[other]} runs the same as notify_master in ${lineOf(master.at, given.at)}`,
        instead:
          'nothing tells the program which of them it is: add a word, or use notify, which has the state',
      }
    }
  },
}

function commandOf(notify: NotifyDraft['notify'], state: keyof NotifyDraft['notify']): string | undefined {
  return notify[state]?.value.argv.join('\0')
}
