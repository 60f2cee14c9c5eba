/**
 * lvs_method and its options of tunnels: keepalived.conf(5), `lvs_method NAT|DR|TUN`. Refuses combinations
 * that no tunnel has; the method counts even then, as in keepalived.
 */
import { readOne } from '../conf/bind.ts'
import type { Given, Scene } from '../conf/rows.ts'
import type { Statement } from '../conf/tree.ts'
import { choice, port } from '../conf/values.ts'
import type { Word } from '../conf/words.ts'
import type { Method } from './draft.ts'
import type { Forwarding, Tunnel } from './settings.ts'

export const methodShape = 'NAT|DR|TUN [type ipip|gue|gre] [port NUMBER 1..65535] [nocsum|csum|remcsum]'
const methods = choice(['NAT', 'DR', 'TUN'])
const tunnelTypes = choice(['ipip', 'gue', 'gre'])

interface TunnelWords {
  type: Tunnel['is']
  port: number | undefined
  checksum: 'none' | 'csum' | 'remcsum'
}

/** `before`: what holds when the options cannot be used. Undefined: no method, which is reported. */
export function readMethod(
  statement: Statement,
  as: { readonly before: Method | undefined; readonly fallback: string },
  scene: Scene,
): Given<Method> | undefined {
  const [keyword, word, ...options] = statement.words
  if (word === undefined) return undefined
  const value = readOne(word, { keyword: keyword.text, kind: methods, fallback: as.fallback }, scene)
  if (value === undefined) return undefined
  const forwarding = value.toLowerCase() as Forwarding
  const tunnel = readTunnel(options, word, scene) ?? as.before?.tunnel ?? { is: 'ipip' }
  return { value: { forwarding, tunnel }, at: word.span }
}

/** Undefined when something is wrong, which is reported. */
function readTunnel(options: readonly Word[], method: Word, scene: Scene): Tunnel | undefined {
  const given: TunnelWords = { type: 'ipip', port: undefined, checksum: 'none' }
  const refuse = (word: Word, message: string): undefined => {
    scene.report({
      code: 'bad-tunnel-option',
      severity: 'error',
      span: word.span,
      message: `${method.text}: ${message}`,
      instead: `${method.text} is used with the options of tunnels as they were before`,
    })
  }
  for (let i = 0; i < options.length; i++) {
    const word = options[i]
    const value = options[i + 1]
    if (word === undefined) break
    if (word.text === 'type' || word.text === 'port') {
      if (value === undefined) return refuse(word, `${word.text} lacks its value`)
      const problem = word.text === 'type' ? readType(value, given) : readPort(value, given)
      if (problem !== undefined) return refuse(value, problem)
      i++
    } else if (!readChecksum(word.text, given)) {
      return refuse(word, `"${word.text}" is no option: they are type, port, nocsum, csum and remcsum`)
    }
  }
  const tunnel = tunnelOf(given)
  return typeof tunnel === 'string' ? refuse(options.at(-1) ?? method, tunnel) : tunnel
}

/** What is wrong with it, if anything. */
function readType(word: Word, given: TunnelWords): string | undefined {
  const type = tunnelTypes.read(word.text)
  if (!type.ok) return `type "${word.text}" ${type.error.problem}`
  given.type = type.value
  return undefined
}

function readPort(word: Word, given: TunnelWords): string | undefined {
  const number = port.read(word.text)
  if (!number.ok) return `port "${word.text}" ${number.error.problem}`
  given.port = number.value
  return undefined
}

function readChecksum(word: string, given: TunnelWords): boolean {
  if (word !== 'nocsum' && word !== 'csum' && word !== 'remcsum') return false
  given.checksum = word === 'nocsum' ? 'none' : word
  return true
}

/** The tunnel, or why there is none like that. */
function tunnelOf({ type, port: number, checksum }: TunnelWords): Tunnel | string {
  if (type === 'gue') {
    return number === undefined ? 'type gue needs a port' : { is: 'gue', port: number, checksum }
  }
  if (number !== undefined) return `only type gue has a port, not ${type}`
  if (type === 'ipip')
    return checksum === 'none' ? { is: 'ipip' } : `type ipip has no checksum: drop ${checksum}`
  return checksum === 'remcsum' ? 'type gre has no remcsum, but csum' : { is: 'gre', checksum }
}
