/**
 * What a command of `keepalived-ts COMMAND` is: its words for yargs, and its work. The work imports what it
 * needs when it runs, so that one command does not pay for loading the others.
 */
import type { ArgumentsCamelCase, Argv } from 'yargs'
import type { World } from './world.ts'

/** Resolves with the exit status. */
export type Work = (world: World) => number | Promise<number>

export interface Command {
  /** The word that people type. */
  readonly name: string
  /** One line: the help and the completion have it. */
  readonly about: string
  /** Exit status for words that this command does not understand. */
  readonly misuseStatus: number
  /** The commands below this one: `config print`. */
  readonly inner: readonly Command[]
  /** Describes the command to yargs, which calls `chosen` when the words ask for it. */
  readonly describe: (parser: Argv, chosen: (work: Work) => void) => Argv
}

/**
 * A command that does something. `usage`: its name and arguments in the notation of yargs, such as
 * `decode [input..]`. `words` describes arguments and options; `work` gets what was typed.
 */
export function command<Given>(described: {
  readonly usage: string
  readonly about: string
  readonly misuseStatus?: number
  readonly words: (parser: Argv) => Argv<Given>
  readonly work: (given: ArgumentsCamelCase<Given>, world: World) => number | Promise<number>
}): Command {
  const { usage, about, words, work } = described
  return {
    name: nameOf(usage),
    about,
    misuseStatus: described.misuseStatus ?? 1,
    inner: [],
    describe: (parser, chosen) =>
      parser.command(usage, about, words, (given) => chosen((world) => work(withDashes(given), world))),
  }
}

/** A word that only says which kind of command follows: `config`. */
export function commandGroup(described: {
  readonly name: string
  readonly about: string
  readonly inner: readonly Command[]
}): Command {
  const { name, about, inner } = described
  return {
    name,
    about,
    misuseStatus: 1,
    inner,
    describe: (parser, chosen) =>
      parser.command(name, about, (group) =>
        inner.reduce((all, one) => one.describe(all, chosen), group).demandCommand(1, `${name} what?`),
      ),
  }
}

/** What `-` is called while yargs has it, which takes it for an option without a name and drops it. */
const dash = '\u0000-'

/** Words for yargs; `command` gives them back to the work as they were typed. */
export function wordsForYargs(words: readonly string[]): readonly string[] {
  return words.map((word) => (word === '-' ? dash : word))
}

function withDashes<Given extends object>(given: Given): Given {
  const typed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(typed)
    return value === dash ? '-' : value
  }
  return Object.assign(
    {},
    given,
    Object.fromEntries(Object.entries(given).map(([name, value]) => [name, typed(value)])),
  )
}

function nameOf(usage: string): string {
  return usage.split(' ', 1)[0] ?? usage
}
