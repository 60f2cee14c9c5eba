/** Damage to a text, as typing errors and careless merges do it, and the directives of the language. */
import type { Random } from '../../simulation/random.ts'

type Mutation = (random: Random, lines: string[]) => void

const at = (random: Random, lines: readonly string[]) => random.between(0, Math.max(0, lines.length - 1))

const change =
  (how: (random: Random, line: string) => string): Mutation =>
  (random, lines) => {
    const index = at(random, lines)
    lines[index] = how(random, lines[index] ?? '')
  }

const mutations: readonly [Mutation, ...Mutation[]] = [
  (random, lines) => void lines.splice(at(random, lines), 1),
  (random, lines) => {
    const index = at(random, lines)
    lines.splice(index, 0, lines[index] ?? '')
  },
  (random, lines) => {
    const from = at(random, lines)
    lines.splice(at(random, lines), 0, ...lines.splice(from, 1))
  },
  change((random, line) => dropCharacter(random, line)),
  change((random, line) => `${line}${random.pick([' # note', ' ! note', '#', ' "', '\\', ' extra'])}`),
  change((random, line) => line.replace(/\d+/, () => random.pick(['0', '-1', '256', '99999999999', 'x']))),
  change((random, line) => line.replace(' ', () => random.pick(['\t', '  ', ' "" ', '{', '}']))),
  change((_random, line) => line.toUpperCase()),
  change((_random, line) => `"${line}"`),
  change((random, line) => `${random.pick(['@node ', '@^node ', '@other ', '@^other '])}${line}`),
  change((random, line) =>
    line.replace(/\S+$/, (word) => (random.chance(0.5) ? `\${X${word.length}}` : '$UNDEF')),
  ),
  (random, lines) => {
    const index = at(random, lines)
    const word = /\S+$/.exec(lines[index] ?? '')?.[0] ?? 'x'
    if (word === '{' || word === '}') return
    lines[index] = (lines[index] ?? '').replace(/\S+$/, '$W')
    lines.unshift(`$W=${word}`)
  },
  (random, lines) => {
    lines.splice(
      at(random, lines),
      0,
      random.pick(['~SEQ(n, 1, 0)', '~SEQ(n, 2) # $n', '~LST(n, a) !', '{', '}', ';']),
    )
  },
]

/** One to three of them. */
export function mutated(random: Random, text: string): string {
  const lines = text.split('\n')
  for (let count = random.between(1, 3); count > 0; count--) random.pick(mutations)(random, lines)
  return `${lines.join('\n')}\n`
}

function dropCharacter(random: Random, line: string): string {
  const index = random.between(0, line.length)
  return line.slice(0, index) + line.slice(index + 1)
}
