/** UDP_CHECK: a datagram, and the answer or the silence after it. keepalived.conf(5), UDP_CHECK. */
import { fieldsOf, reportLacking } from '../conf/fields.ts'
import { type Given, type Row, type Scene, setting, words } from '../conf/rows.ts'
import type { Statement } from '../conf/tree.ts'
import { integer } from '../conf/values.ts'
import { readHexadecimal } from './hexadecimal.ts'
import { type ConnectionDraft, connectionRows, isReachable } from './rows-connection.ts'
import { type CheckedServer, checkBlock } from './rows-draft.ts'

export interface UdpCheckDraft extends ConnectionDraft {
  readonly is: 'udp'
  payload?: Given<string>
  /** An empty value: any reply will do. */
  reply?: Given<string>
  lengthMin?: Given<number>
  lengthMax?: Given<number>
}

const put = fieldsOf<UdpCheckDraft>()

export const replyLengthMinDefault = 0
export const replyLengthMaxDefault = 255

const replyLength = integer({ min: 0, max: 65535, unit: 'bytes', strict: true })

const udpRows: readonly Row<UdpCheckDraft>[] = [
  words('payload', {
    parameters: 'HEXADECIMAL...',
    least: 0,
    about: 'Bytes of the datagram that is sent',
    default: 'any bytes',
    read: (statement, draft: UdpCheckDraft, scene) => {
      if (statement.words.length === 1) return reportLacking(statement, 'HEXADECIMAL...', scene)
      const payload = hexadecimal(statement, scene, { wildcards: false })
      if (payload !== undefined) draft.payload = payload
    },
  }),
  words('require_reply', {
    parameters: '[HEXADECIMAL...]',
    least: 0,
    about: 'A reply must come, and begin with these bytes; x stands for any digit',
    default: 'no answer is needed',
    read: (statement, draft: UdpCheckDraft, scene) => {
      const { span } = statement.keyword
      const reply =
        statement.words.length === 1
          ? { value: '', at: span }
          : hexadecimal(statement, scene, { wildcards: true })
      if (reply !== undefined) draft.reply = reply
    },
  }),
  setting('min_reply_length', {
    kind: replyLength,
    about: 'Shortest reply that counts as one',
    default: String(replyLengthMinDefault),
    put: put('lengthMin'),
  }),
  setting('max_reply_length', {
    kind: replyLength,
    about: 'Longest reply that counts as one',
    default: String(replyLengthMaxDefault),
    put: put('lengthMax'),
  }),
  ...connectionRows(),
]

function hexadecimal(
  statement: Statement,
  scene: Scene,
  options: { readonly wildcards: boolean },
): Given<string> | undefined {
  const [keyword, first] = statement.words
  const at = first?.span ?? keyword.span
  const value = readHexadecimal(statement.words.slice(1), options)
  if (value !== undefined) return { value, at }
  const digits = options.wildcards ? 'hexadecimal digits and x' : 'hexadecimal digits'
  scene.report({
    code: 'not-hexadecimal',
    severity: 'error',
    span: at,
    message: `${keyword.text} has other characters than ${digits}`,
    instead: 'the statement is ignored',
  })
  return undefined
}

function isWhole(draft: UdpCheckDraft, scene: Scene): boolean {
  const min = draft.lengthMin?.value ?? replyLengthMinDefault
  const max = draft.lengthMax?.value ?? replyLengthMaxDefault
  if (min > max) {
    scene.report({
      code: 'reply-length-impossible',
      severity: 'error',
      span: draft.lengthMin?.at ?? draft.lengthMax?.at ?? draft.at,
      message: `min_reply_length ${min} is more than max_reply_length ${max}`,
      instead: 'no answer ever fits, so the check always fails if it requires one',
    })
  }
  return isReachable(draft, scene)
}

export const udpCheckRow: Row<CheckedServer<UdpCheckDraft>> = checkBlock('UDP_CHECK', {
  later: true,
  about: 'The server is up unless ICMP reports it unreachable, or if it answers, where a reply is required',
  rows: udpRows,
  open: (head): UdpCheckDraft => ({ ...head, is: 'udp', timing: {} }),
  isWhole,
})
