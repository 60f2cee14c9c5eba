/** What the diagnostic codes of include mean. */
import type { CodePage } from './page.ts'

/** Each of the files includes the next one. */
function chain(count: number): Readonly<Record<string, string>> {
  const numbers = Array.from({ length: count }, (_, index) => index)
  return Object.fromEntries(numbers.map((number) => [`${number}.conf`, `include ${number + 1}.conf\n`]))
}

export const includePages: readonly CodePage[] = [
  {
    code: 'include-skipped',
    about:
      'A file that include names is not there or cannot be read: it is a directory, a device, a fifo, no ' +
      'text, or it has an execute bit. Plain include goes on without it, and so does the status of a ' +
      'configuration test.',
    cure: 'Correct the name or the mode of the file (chmod a-x), or write includea to insist on it.',
    example: 'include missing.conf\n',
  },
  {
    code: 'include-failed',
    about:
      'A file that include names is not there or cannot be read, and the form of the include, ' +
      'include_check or the option -e insists on it. Nothing runs then; a configuration test ends with ' +
      'status 6.',
    cure: 'Correct the name or the mode of the file, or write plain include where it may be missing.',
    example: 'includem missing.conf\n',
  },
  {
    code: 'include-loop',
    about:
      'A file includes itself, directly or by another one. keepalived goes on until it has no file ' +
      'descriptors left; here the include is left out.',
    cure: 'Take the include out.',
    example: 'include a.conf\n',
    files: { 'a.conf': 'include b.conf\n', 'b.conf': 'include a.conf\n' },
  },
  {
    code: 'include-too-deep',
    about: 'More than 16 files stand in one another by include, which looks like one without end.',
    cure: 'Include the files from one place.',
    example: 'include 0.conf\n',
    files: chain(17),
  },
  {
    code: 'too-many-files',
    about:
      'The includes name more files, or more text, than a configuration can have: mostly files that ' +
      'include each other several times. Nothing runs, because what was not read is not known.',
    cure: 'Take out what is included twice.',
    example: '~SEQ(n, 1, 2001) include a.conf\n',
    files: { 'a.conf': '# nothing\n' },
  },
]
