/**
 * The commands of `keepalived-ts COMMAND` with their arguments and options, read from their own descriptions
 * to yargs, for the manual and the completions. Refuses to run any of them.
 */
import type { Argv } from 'yargs'
import type { Command } from '../../src/cli/command.ts'
import { commands } from '../../src/cli/commands.ts'

export interface DescribedOption {
  readonly name: string
  readonly describe: string
  readonly type: string
  readonly choices: readonly string[]
}

export interface DescribedCommand {
  /** The words that people type: `config print`. */
  readonly words: string
  readonly about: string
  /** After the words, in the notation of yargs: `[input..]`. */
  readonly arguments: string
  readonly positionals: readonly DescribedOption[]
  readonly options: readonly DescribedOption[]
  /** What the help says below them. */
  readonly remarks: string
  /** What its exit statuses mean: `0 no errors, 1 errors`. */
  readonly statuses: string
}

/** Every command that does something, those inside others too. */
export function describedCommands(): readonly DescribedCommand[] {
  return commands.flatMap((command) => described(command, ''))
}

function described(command: Command, before: string): readonly DescribedCommand[] {
  const words = before === '' ? command.name : `${before} ${command.name}`
  if (command.inner.length > 0) return command.inner.flatMap((inner) => described(inner, words))
  const positionals: DescribedOption[] = []
  const options: DescribedOption[] = []
  let usage = command.name
  let below = ''
  const recorder: Recorder = {
    positional: (name, facts) => void positionals.push(optionOf(name, facts)),
    option: (name, facts) => void options.push(optionOf(name, facts)),
    epilogue: (text) => {
      below = text
    },
    command: (given, _about, inner) => {
      usage = given
      inner(recording(recorder))
    },
  }
  command.describe(recording(recorder), () => {})
  const [remarks = '', statuses = ''] = below.split(/ ?Exit status: /)
  const given = { arguments: usage.replace(/^\S+ ?/, ''), positionals, options }
  return [{ words, about: command.about, ...given, remarks, statuses }]
}

interface Facts {
  readonly describe?: string
  readonly type?: string
  readonly choices?: readonly string[]
}

interface Recorder {
  readonly positional: (name: string, facts: Facts) => void
  readonly option: (name: string, facts: Facts) => void
  readonly epilogue: (text: string) => void
  readonly command: (usage: string, about: string, inner: (parser: Argv) => unknown) => void
}

/** Looks like yargs to whoever describes a command, and writes down what is described. */
function recording(recorder: Recorder): Argv {
  const written: Argv = new Proxy({} as Argv, {
    get: (_target, name) => {
      const note =
        name === 'positional' || name === 'option' || name === 'command' || name === 'epilogue'
          ? recorder[name]
          : undefined
      return (...words: never[]) => {
        ;(note as ((...words: never[]) => void) | undefined)?.(...words)
        return written
      }
    },
  })
  return written
}

function optionOf(name: string, { describe = '', type = 'string', choices = [] }: Facts): DescribedOption {
  return { name, describe, type, choices }
}
