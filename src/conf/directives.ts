// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how keepalived.conf writes definitions
/**
 * What the language has beside keywords: signs, conditions, definitions, sequences, other files. Described
 * for the reference in the terminal and the manual page; expand.ts and those behind it read them. Refuses to
 * know keywords.
 */

export interface Directive {
  /** How it is written. */
  readonly synopsis: string
  /** What people call it, first as the others of its kind. */
  readonly words: readonly [string, ...string[]]
  /** Sentences; the first one stands alone in lists. */
  readonly about: readonly [string, ...string[]]
}

export interface DirectiveGroup {
  readonly title: string
  readonly directives: readonly Directive[]
}

export const directiveGroups: readonly DirectiveGroup[] = [
  {
    title: 'Signs',
    directives: [
      {
        synopsis: '{ }',
        words: ['{', '}', '{}'],
        about: ['Open and close the block of the keyword before them.', 'They stand for themselves.'],
      },
      {
        synopsis: '"TEXT"',
        words: ['"', '""'],
        about: ['Keeps blanks, braces and comment signs inside a word.', 'It ends on the same line.'],
      },
      {
        synopsis: '# TEXT',
        words: ['#', '!', '# TEXT', '! TEXT'],
        about: [
          'A comment, up to the end of the line; ! begins one too.',
          'For the signs themselves: \\# and \\!, double quotes, ${_HASH} or ${_BANG}.',
        ],
      },
    ],
  },
  {
    title: 'Other files',
    directives: [
      {
        synopsis: 'include PATTERN',
        words: ['include', 'includer', 'includem', 'includew', 'includeb', 'includea'],
        about: [
          'Reads all files that match, in the order of their names, as if they stood there.',
          'Relative names are seen from the directory of the file.',
          'includer insists that files can be read, includem that named files are there, includew that a',
          'wildcard matches, includeb that every alternative of {a,b} is there; includea on all of it.',
        ],
      },
    ],
  },
  {
    title: 'Conditions',
    directives: [
      {
        synopsis: '@ID TEXT',
        words: ['@', '@ID', '@^', '@^ID'],
        about: [
          'The line counts only where the configuration id is ID.',
          'The id is that of option -i, else the name of the host.',
          'A line with @^ID counts everywhere else.',
        ],
      },
    ],
  },
  {
    title: 'Definitions',
    directives: [
      {
        synopsis: '$NAME=VALUE',
        words: ['$NAME', '${NAME}', '$'],
        about: [
          'Defines a name: $NAME or ${NAME} stands for the value wherever it is used afterwards.',
          'No blank stands before the =.',
          'Values may use other names.',
          'Next to other text only ${NAME} is one.',
        ],
      },
      {
        synopsis: '$NAME=VALUE \\',
        words: ['\\'],
        about: [
          'The value goes on in the next line.',
          'Such a name may only be the last thing on a line where it is used.',
        ],
      },
      {
        synopsis: '${_PWD}',
        words: ['_PWD'],
        about: ['The directory of the file that is being read.'],
      },
      {
        synopsis: '${_INSTANCE}',
        words: ['_INSTANCE'],
        about: ['The configuration id, as in conditions.'],
      },
      {
        synopsis: '${_RANDOM MIN MAX}',
        words: ['_RANDOM'],
        about: ['A random whole number from MIN, or 0, to MAX, or 32767, both possible.'],
      },
      {
        synopsis: '${_ENV NAME}',
        words: ['_ENV'],
        about: ['A variable of the environment.'],
      },
      { synopsis: '${_HASH}', words: ['_HASH'], about: ['The sign #, where it begins no comment.'] },
      { synopsis: '${_BANG}', words: ['_BANG'], about: ['The sign !, where it begins no comment.'] },
    ],
  },
  {
    title: 'Sequences',
    directives: [
      {
        synopsis: '~SEQ(NAME, START, STEP, END) TEXT',
        words: ['~SEQ', '~SEQx', 'SEQ', 'SEQx', '~'],
        about: [
          'Repeats the text for each number from START to END, with NAME defined.',
          'START and STEP may be left out.',
          '~SEQx writes hexadecimal digits.',
        ],
      },
      {
        synopsis: '~LST(NAME, VALUE, ...) TEXT',
        words: ['~LST', 'LST'],
        about: [
          'Repeats the text for each value, with NAME defined.',
          '~LST({NAME, ...}, {VALUE, ...}, ...) TEXT defines several names in each turn.',
        ],
      },
    ],
  },
]

export const directives: readonly Directive[] = directiveGroups.flatMap((group) => group.directives)

/** What somebody means who types the word: also `@node1`, `$PRIORITY` and `~SEQ(n, 1, 9)` as in a file. */
export function directivesFor(word: string): readonly Directive[] {
  const name = /^\$\{?(_[A-Z]+)\b.*$/.exec(word)?.[1] ?? word
  const called = (wanted: string) => directives.filter(({ words }) => words.includes(wanted))
  const named = called(name)
  if (named.length > 0) return named
  const [sequence = ''] = /^~[A-Za-z]+(?=\()/.exec(word) ?? []
  if (sequence !== '') return called(sequence)
  if (word.startsWith('@')) return called('@')
  return /^\$\{?[A-Za-z_]/.test(word) ? called('$NAME') : []
}
