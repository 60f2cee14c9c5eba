/**
 * What stands between virtual_server, real_server or sorry_server and the brace or the end of the line:
 * keepalived.conf(5), LVS CONFIGURATION. Refuses heads that name nothing.
 */
import { parseAddress } from '../base/address.ts'
import type { Span } from '../base/span.ts'
import { noteExtra, type Scene } from '../conf/rows.ts'
import type { Statement } from '../conf/tree.ts'
import { integer, portOrAny, singleAddress } from '../conf/values.ts'
import type { Word } from '../conf/words.ts'
import type { ServerHead, ServiceHead } from './draft.ts'

/** Nothing in a firewall is marked with 0: it is what packets without a mark have. */
export const fwmark = integer({ min: 1, max: 4294967295, strict: true })

/** `ADDRESS [PORT]`; undefined when it is none, which is reported. */
export function readServerHead(statement: Statement, scene: Scene, instead?: string): ServerHead | undefined {
  const [keyword, word, portWord] = statement.words
  const refusal = { statement, instead, scene }
  if (word === undefined) return refuse('missing-parameter', [keyword.span, 'lacks its address'], refusal)
  const parsed = singleAddress.read(word.text)
  if (!parsed.ok) {
    const apart = portApart(word.text)
    const why = apart === undefined ? parsed.error.problem : `has its port behind a colon: write ${apart}`
    return refuse('bad-server-address', [word.span, `"${word.text}" ${why}`], refusal)
  }
  if (portWord === undefined) return { address: parsed.value, port: 0, at: word.span }
  const port = portOrAny.read(portWord.text)
  if (!port.ok) {
    const said = `port "${portWord.text}" ${port.error.problem}`
    return refuse('bad-server-port', [portWord.span, said], refusal)
  }
  if (statement.words.length > 3) noteExtra(statement.words.slice(3), scene)
  return { address: parsed.value, port: port.value, at: word.span }
}

/** `192.0.2.9:80` and `[2001:db8::9]:80` as they are written here, with a blank before the port. */
function portApart(text: string): string | undefined {
  const [, bare, inBrackets = bare, port] = /^(?:([\d.]+)|\[(.+)\]):(\d+)$/.exec(text) ?? []
  return inBrackets !== undefined && parseAddress(inBrackets).ok ? `${inBrackets} ${port}` : undefined
}

/** `ADDRESS [PORT] | fwmark N | group NAME`; undefined when it is none of these, which is reported. */
export function readServiceHead(statement: Statement, scene: Scene): ServiceHead | undefined {
  const word = statement.words[1]
  if (word?.text === 'fwmark' || word?.text === 'group') return readOther(statement, word, scene)
  const head = readServerHead(statement, scene)
  return head && { is: 'address', ...head }
}

/** keepalived crashes where the value is missing. */
function readOther(statement: Statement, word: Word, scene: Scene): ServiceHead | undefined {
  const [, , value, ...extra] = statement.words
  const refusal = { statement, instead: undefined, scene }
  if (value === undefined) {
    const what = word.text === 'group' ? 'the name of its virtual_server_group' : 'its number'
    return refuse('missing-parameter', [word.span, `${word.text} lacks ${what}`], refusal)
  }
  noteExtra(extra, scene)
  if (word.text === 'group') return { is: 'group', group: value.text, port: 0, at: value.span }
  const mark = fwmark.read(value.text)
  if (mark.ok) return { is: 'fwmark', mark: mark.value, port: 0, at: value.span }
  return refuse('bad-fwmark', [value.span, `fwmark "${value.text}" ${mark.error.problem}`], refusal)
}

function refuse(
  code: string,
  [span, said]: readonly [at: Span, said: string],
  of: { readonly statement: Statement; readonly instead: string | undefined; readonly scene: Scene },
): undefined {
  const keyword = of.statement.keyword.text
  const instead = of.instead ?? `${keyword} is left out with its whole block`
  of.scene.report({ code, severity: 'error', span, message: `${keyword}: ${said}`, instead })
}
