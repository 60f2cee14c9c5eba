/**
 * sorry_server and its two options: keepalived.conf(5), virtual_server. Refuses options before the server
 * that they are about.
 */
import { reportMissing } from '../conf/bind.ts'
import { type Row, type Scene, words } from '../conf/rows.ts'
import type { Statement } from '../conf/tree.ts'
import type { SorryServerDraft, VirtualServerDraft } from './draft.ts'
import { readServerHead } from './rows-head.ts'
import { methodShape, readMethod } from './rows-method.ts'

export const sorryServerRows: readonly Row<VirtualServerDraft>[] = [
  words('sorry_server', {
    parameters: 'ADDRESS [PORT]',
    least: 1,
    later: true,
    about: 'Server that gets the traffic while the quorum is lost',
    default: 'none',
    read: (statement, draft: VirtualServerDraft, scene) => {
      const head = readServerHead(statement, scene, 'the statement is ignored')
      if (head !== undefined) draft.sorryServer = { head, inhibit: false, method: draft.method }
    },
  }),
  words('sorry_server_inhibit', {
    parameters: '',
    least: 0,
    later: true,
    about: 'Keep the sorry server with weight 0 while it is not needed',
    read: (statement, draft: VirtualServerDraft, scene) => {
      const sorry = sorryServerOf(statement, draft, scene)
      if (sorry !== undefined) sorry.inhibit = true
    },
  }),
  words('sorry_server_lvs_method', {
    parameters: methodShape,
    least: 0,
    later: true,
    about: 'Forwarding: how packets reach the sorry server',
    default: 'lvs_method of the virtual_server where sorry_server stands',
    read: (statement, draft: VirtualServerDraft, scene) => {
      const sorry = sorryServerOf(statement, draft, scene)
      if (sorry === undefined) return
      if (statement.words.length === 1) {
        reportMissing(statement, methodShape, scene)
        return
      }
      const fallback = 'that of the virtual_server'
      sorry.method = readMethod(statement, { before: sorry.method?.value, fallback }, scene) ?? sorry.method
    },
  }),
]

function sorryServerOf(
  { keyword }: Statement,
  draft: VirtualServerDraft,
  scene: Scene,
): SorryServerDraft | undefined {
  if (draft.sorryServer === undefined) {
    scene.report({
      code: 'sorry-server-first',
      severity: 'error',
      span: keyword.span,
      message: `${keyword.text} must follow sorry_server, which it is about`,
      instead: 'the statement is ignored',
    })
  }
  return draft.sorryServer
}
