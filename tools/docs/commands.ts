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
  const recorder: Recorder = {
    positional: (name, facts) => void positionals.push(optionOf(name, facts)),
    option: (name, facts) => void options.push(optionOf(name, facts)),
    command: (given, _about, inner) => {
      usage = given
      inner(recording(recorder))
    },
  }
  command.describe(recording(recorder), () => {})
  return [{ words, about: command.about, arguments: usage.replace(/^\S+ ?/, ''), positionals, options }]
}

interface Facts {
  readonly describe?: string
  readonly type?: string
  readonly choices?: readonly string[]
}

interface Recorder {
  readonly positional: (name: string, facts: Facts) => void
  readonly option: (name: string, facts: Facts) => void
  readonly command: (usage: string, about: string, inner: (parser: Argv) => unknown) => void
}

/** Looks like yargs to whoever describes a command, and writes down what is described. */
function recording(recorder: Recorder): Argv {
  const written: Argv = new Proxy({} as Argv, {
    get: (_target, name) => {
      const note =
        name === 'positional' || name === 'option' || name === 'command' ? recorder[name] : undefined
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
