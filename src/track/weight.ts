/**
 * Weights: what a tracked thing does to the priority. keepalived.conf(5), track_script. The words of a
 * `weight` statement and of an entry in a track_* block are read here. Refuses nothing silently: what is no
 * weight leaves the one that counted before.
 */
import { reportLacking } from '../conf/fields.ts'
import type { Scene } from '../conf/rows.ts'
import type { Statement } from '../conf/tree.ts'
import type { Word } from '../conf/words.ts'
import type { WeightDraft } from './drafts.ts'

/** Priorities end at 254, so a greater weight could never tell more. */
export const weightMax = 253
/** What files are multiplied by, and what processes may weigh. */
export const wideWeightMax = 254

export interface WeightLimit {
  readonly max: number
  /** Of a number beyond `max`: undefined: it is refused. */
  readonly corrected: (value: number) => number | undefined
  /** What counts when it is refused. */
  readonly otherwise: string
}

export function clamped(value: number): number {
  return Math.max(-weightMax, Math.min(weightMax, value))
}

/** In an entry only 254 is brought down to 253; more is refused. */
export function nearlyClamped(value: number): number | undefined {
  return Math.abs(value) === weightMax + 1 ? clamped(value) : undefined
}

/**
 * A whole number of the limit, an empty word is 0; reports what is wrong and gives what counts instead, if
 * anything does.
 */
export function readWeight(word: Word, limit: WeightLimit, scene: Scene): number | undefined {
  const { max, corrected, otherwise } = limit
  if (!/^(?:[ \t]*[+-]?\d+|)$/.test(word.text)) {
    reportWeight(word, { message: `weight "${word.text}" is not a whole number`, instead: otherwise }, scene)
    return undefined
  }
  const value = Number(word.text)
  if (Math.abs(value) <= max) return value === 0 ? 0 : value
  const used = corrected(value)
  const instead = used === undefined ? otherwise : `${used} is used`
  reportWeight(word, { message: `weight ${word.text} is not in -${max}..${max}`, instead }, scene)
  return used
}

/** `reverse`, where an entry has it also `noreverse`; anything else is reported. */
export function readDirection(
  word: Word,
  rule: { readonly noreverse: boolean; readonly instead: string },
  scene: Scene,
): { readonly reverse: boolean | undefined; readonly known: boolean } {
  if (word.text === 'reverse') return { reverse: true, known: true }
  if (word.text === 'noreverse' && rule.noreverse) return { reverse: false, known: true }
  const message = `"${word.text}" is no direction of a weight`
  reportWeight(word, { message, instead: rule.instead }, scene)
  return { reverse: undefined, known: false }
}

/** `weight NUMBER [reverse]` in the block that defines what is tracked; without a number nothing is read. */
export function readOwnWeight(
  statement: Statement,
  into: { readonly draft: WeightDraft; readonly limit: WeightLimit; readonly misfit?: number },
  scene: Scene,
): void {
  const [, number, direction] = statement.words
  if (number === undefined) return
  const { draft, limit, misfit } = into
  const weight = readWeight(number, limit, scene) ?? misfit
  const rule = { noreverse: false, instead: 'it is ignored' }
  const reverse = direction !== undefined && readDirection(direction, rule, scene).reverse === true
  if (weight === undefined) return
  draft.weight = { value: weight, at: number.span }
  draft.reverse = reverse
}

/** The same where only the first weight counts; one that says `neutral` is like one that is not there. */
export function readFirstWeight(
  statement: Statement,
  into: Parameters<typeof readOwnWeight>[1] & { readonly neutral: number },
  scene: Scene,
): void {
  if (statement.words.length === 1) {
    reportLacking(statement, 'NUMBER', scene)
    return
  }
  const before = into.draft.weight
  if (before === undefined || before.value === into.neutral) {
    readOwnWeight(statement, into, scene)
    return
  }
  scene.report({
    code: 'repeated-keyword',
    severity: 'error',
    span: statement.keyword.span,
    message: `weight was given before, in line ${before.at.line}`,
    instead: 'the first one counts',
  })
}

export function reportWeight(
  word: Word,
  said: { readonly message: string; readonly instead: string },
  scene: Scene,
): void {
  scene.report({ code: 'bad-weight', severity: 'error', span: word.span, ...said })
}
