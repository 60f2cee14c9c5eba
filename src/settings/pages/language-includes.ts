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
      'A file that include names is not there. Plain include goes on without it, and so does the status of ' +
      'a configuration test.',
    cure: 'Correct the name of the file, or write includea to insist on it.',
    example: 'include missing.conf\n',
  },
  {
    code: 'include-matches-nothing',
    about:
      'The directory is there, but no file in it has a name like that pattern. This is as it should be ' +
      'where files may come later; otherwise the pattern is misspelt. Neither keepalived nor a ' +
      'configuration test counts it.',
    cure: 'Correct the pattern, or write includew to insist on a file.',
    example: 'include live.d/*.conf\n',
    files: { 'live.d/1.cfg': '' },
  },
  {
    code: 'include-without-file',
    about:
      'The word include stands alone on its line. keepalived takes it for a keyword that it does not know, ' +
      'and a configuration test ends with status 5.',
    cure: 'Write the name of a file or a pattern after it: include /etc/keepalived/conf.d/*.conf.',
    example: 'include\n',
  },
  {
    code: 'include-unusable',
    about:
      'What include names is there, but cannot be read: it is a directory, a device, a fifo or a link ' +
      'that leads nowhere, it has an execute bit, or reading it is not allowed. A start goes on without ' +
      'it, as keepalived does, and a configuration test counts it for nothing. A reload is refused: the ' +
      'instances and services that stand in the file may be running.',
    cure: 'Make it a plain, readable file without execute bits, or take the include out.',
    example: 'include programs.conf\n',
    unusable: { 'programs.conf': 'executable' },
  },
  {
    code: 'include-not-text',
    about:
      'A file that include names is not text, for example compressed or half overwritten, or it is larger ' +
      'than a configuration can be. keepalived takes its bytes for keywords that it does not know; here ' +
      'the file is left out. A configuration test ends with status 5 in both, and a reload is refused.',
    cure: 'Put the text of the file in its place, or take the include out.',
    example: 'include archive.conf\n',
    unusable: { 'archive.conf': 'not-text' },
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
