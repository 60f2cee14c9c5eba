/**
 * What the reading of lines remembers, and where it ends: keepalived itself reads on until memory or file
 * descriptors are gone. Each limit has a name here and a diagnostic of its own.
 */
import type { Origin, Span } from '../base/span.ts'
import type { Definition } from './define.ts'
import type { Report } from './diagnostics.ts'
import type { Mapped, Place } from './mapped.ts'
import type { Surroundings } from './predefined.ts'

/** What an include pattern names. Implemented where files are read. */
export interface FilePort {
  /** In glob order, relative names seen from `directory`. */
  readonly include: (pattern: string, directory: string) => readonly IncludedFile[]
}

export type IncludedFile =
  | { readonly is: 'text'; readonly path: string; readonly text: string; readonly encoding?: Encoding }
  /**
   * `absent`: a plain name without a file, or a pattern in a directory that is not there; `unmatched`: a
   * pattern that no file of its directory matches; `unusable`: a directory, a fifo, not readable, executable;
   * `not-text`: keepalived reads it and complains of each word.
   */
  | { readonly is: NoTextKind; readonly path: string; readonly reason: string }

export type NoTextKind = 'absent' | 'unmatched' | 'unusable' | 'not-text'

/** keepalived takes bytes as they come; text that is not UTF-8 is read as Latin-1. */
export type Encoding = 'utf-8' | 'latin-1'

export interface LogicalLine {
  readonly text: Mapped
  readonly place: Place
  /** The column in which the line begins. */
  readonly indent: number
  /** An unclosed quote of this line was reported already. */
  readonly quoteReported: boolean
}

export interface ExpandInput extends Surroundings {
  readonly file: string
  readonly text: string
  readonly encoding?: Encoding
  /** What `@id` lines and ${_INSTANCE} compare with and show. */
  readonly id: string
  readonly read: FilePort
  /** Which problems of an include are errors from the first line on: `rmwb` with the option -e. */
  readonly includeCheck?: string | undefined
}

/** Files inside one another; a file that includes itself ends here. */
export const includeDepthMax = 16
/** Files in all: two that include each other twice would double with each level. */
export const filesMax = 2_000
/** Characters of all included files together. */
export const includedCharactersMax = 64 * 1024 * 1024
/** Lines of all files together. */
export const linesMax = 2_000_000
/** Lines that sequences and definitions make, together. */
export const generatedLinesMax = 400_000
/** Characters of those lines, and of lines with definitions put in. */
export const generatedCharactersMax = 64 * 1024 * 1024
/** Definitions and sequences inside one another. */
export const nestingMax = 32

export interface OpenFile {
  readonly path: string
  readonly text: string
  readonly encoding: Encoding | undefined
  /** The file that includes this one. */
  readonly parent: OpenFile | undefined
  readonly depth: number
  readonly origin: Origin | undefined
}

/** A definition over several lines whose end is not reached. */
export interface Collecting {
  readonly name: string
  readonly parts: string[]
  readonly at: Span[]
}

/** Where a line stands, and how deep inside definitions and sequences. */
export interface Where {
  readonly place: Place
  readonly file: OpenFile
  readonly indent: number
  readonly nesting: number
  /** Definitions over several lines of which this line is a part. */
  readonly within: readonly Definition[]
}

/** Which problems of an include are errors, as letters: keepalived.conf(5), include_check. */
export interface IncludeLevel {
  letters: string
}

export interface State {
  readonly input: ExpandInput
  readonly report: Report
  readonly emit: (line: LogicalLine) => void
  readonly readFile: (file: OpenFile, state: State) => void
  readonly definitions: Map<string, Definition>
  /** Names whose definitions are for other ids, with the conditions: `@node1`. */
  readonly passedBy: Map<string, string[]>
  readonly texts: Map<string, string>
  collecting: Collecting | undefined
  readonly includeLevel: IncludeLevel
  readonly stop: Stop
  /** How many quotes that nothing closes were reported. */
  openQuotes: number
  files: number
  lines: number
  includedCharacters: number
  generatedLines: number
  generatedCharacters: number
  /** The rest of this physical line is given up: it has no end. */
  abandoned: boolean
  /** A limit was reached: nothing is read any more. */
  stopped: boolean
}

/** Somebody outside can end the reading. */
export interface Stop {
  readonly requested: boolean
}

/** Counts a line that was made and says whether there may be more. */
export function mayGenerate(text: string, span: () => Span, state: State): boolean {
  state.generatedLines++
  state.generatedCharacters += text.length
  const tooMany = state.generatedLines > generatedLinesMax
  if (!tooMany && state.generatedCharacters <= generatedCharactersMax)
    return !state.stopped && !state.stop.requested
  if (!state.stopped) {
    state.report({
      code: 'too-many-lines',
      severity: 'error',
      span: span(),
      message: tooMany
        ? `sequences and definitions make more than ${generatedLinesMax} lines`
        : `sequences and definitions make more than ${generatedCharactersMax} characters`,
      instead: 'the rest is not read; make the sequence shorter, or look for a definition that needs itself',
      fatal: true,
    })
  }
  state.stopped = true
  return false
}
