/** The FIFOs of global_defs that tell of changes: keepalived.conf(5), notify_fifo and its relatives. */
import type { Span } from '../base/span.ts'
import type { Command } from '../conf/command.ts'
import { fieldsOf, mayLack } from '../conf/fields.ts'
import { flag, type Given, noteExtra, type Row, type Scene, script, words } from '../conf/rows.ts'
import type { Statement } from '../conf/tree.ts'

export interface FifoDraft {
  readonly path: string
  readonly user: string | undefined
  readonly group: string | undefined
}

export interface FifosDraft {
  fifo?: Given<FifoDraft>
  fifoScript?: Given<Command>
  vrrpFifo?: Given<FifoDraft>
  vrrpFifoScript?: Given<Command>
  lvsFifo?: Given<FifoDraft>
  lvsFifoScript?: Given<Command>
  statesOnReload?: Span
}

const put = fieldsOf<FifosDraft>()

type FifoField = 'fifo' | 'vrrpFifo' | 'lvsFifo'

interface FifoFacts {
  readonly keyword: string
  readonly field: FifoField
  readonly of: string
  readonly later?: true
}

const fifos: readonly FifoFacts[] = [
  { keyword: 'notify_fifo', field: 'fifo', of: 'all changes' },
  { keyword: 'vrrp_notify_fifo', field: 'vrrpFifo', of: 'changes of instances and sync groups' },
  { keyword: 'lvs_notify_fifo', field: 'lvsFifo', of: 'changes of virtual and real servers', later: true },
]

export const fifoRows: readonly Row<FifosDraft>[] = [
  ...fifos.flatMap(({ keyword, field, of, ...servers }) => [
    mayLack(
      words(keyword, {
        parameters: 'PATH [USER [GROUP]]',
        least: 1,
        about: `Named pipe to which ${of} are written, one line for each`,
        default: 'none',
        repeat: 'first-wins',
        ...servers,
        read: (statement, draft: FifosDraft, scene) => readFifo(statement, { draft, field }, scene),
      }),
    ),
    mayLack(
      script(`${keyword}_script`, {
        users: true,
        about: `Program that reads ${keyword}: started once, with the path of the pipe as its last argument`,
        ...servers,
        put: put(`${field}Script` as const),
      }),
    ),
  ]),
  flag('fifo_write_vrrp_states_on_reload', {
    about: 'Write all states to the named pipes after a reload, not only those that change',
    default: 'off',
    put: put('statesOnReload'),
  }),
]

function readFifo(
  statement: Statement,
  into: { readonly draft: FifosDraft; readonly field: FifoField },
  scene: Scene,
): void {
  const [, path, user, group, ...extra] = statement.words
  if (path === undefined) return
  noteExtra(extra, scene)
  const value = { path: path.text, user: user?.text, group: group?.text }
  into.draft[into.field] = { value, at: path.span }
}
