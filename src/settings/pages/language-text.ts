/** What the diagnostic codes mean that are about lines as they stand in the file: bytes, quotes, braces. */
import type { CodePage } from './page.ts'

export const textPages: readonly CodePage[] = [
  {
    code: 'byte-order-mark',
    about:
      'The file begins with the three bytes that some editors put before UTF-8. keepalived takes them for ' +
      'a part of the first word, which it then does not know; here they are skipped.',
    cure: 'Save the file as UTF-8 without a byte order mark.',
    example: '\ufeffglobal_defs {\n}\n',
  },
  {
    code: 'not-utf8',
    about:
      'Bytes of the file are no UTF-8. They are read as Latin-1, so that nothing is lost; keepalived ' +
      'compares bytes and never asks. Words with such letters may look different in logs.',
    cure: 'Convert the file: iconv -f latin1 -t utf-8.',
    example: 'global_defs {\n  router_id gr\u00fcn\n}\n',
    encoding: 'latin-1',
  },
  {
    code: 'nul-in-line',
    about:
      'A line has a byte of value 0, so something is wrong with the file. keepalived 2.4 drops such a line ' +
      'too; 2.2.7 reads it up to that byte without a word.',
    cure: 'Look at the file with `cat -A`, and write the line again.',
    example: 'global_defs {\n  router_id a\0b\n}\n',
  },
  {
    code: 'line-too-long',
    about:
      'A line has more than 1022 bytes. keepalived 2.4 drops the first 1023 of them and reads the rest as ' +
      'a line of its own, 2.2.7 cuts the line in two without a word. Comments count.',
    cure: 'Break the line, or put its parts into definitions.',
    example: `# ${'x'.repeat(1030)}\n`,
  },
  {
    code: 'too-many-lines',
    about:
      'The files, or the lines that sequences and definitions make, are more than a configuration can ' +
      'have. Mostly a sequence has a wrong end, or sequences stand in one another. keepalived would go on ' +
      'until the memory is full.',
    cure: 'Correct the numbers of the sequence.',
    example: `~SEQ(n, 1, 1000000) $X=\${n}\n`,
  },
  {
    code: 'no-break-space',
    about:
      'A character that looks like a blank and is none, as web pages have it. It does not separate words, ' +
      'in keepalived neither.',
    cure: 'Replace it by a blank.',
    example: 'global_defs {\n  router_id\u00a0a\n}\n',
  },
  {
    code: 'typographic-quote',
    about:
      'A quote as word processors and web pages write it, curved or low. In keepalived only the straight ' +
      'double quote has a meaning: the other ones are letters of the word, so that a path or a password ' +
      'is another one than it seems, and blanks end the word.',
    cure: 'Write straight double quotes, or none where the word has no blanks.',
    example: 'global_defs {\n  router_id \u201clb 1\u201d\n}\n',
  },
  {
    code: 'quote-not-closed',
    about:
      'A double quote on the line has no partner. Words do not go on over the end of a line, and a ' +
      'backslash does not protect a quote outside of scripts. The words before it count, the rest of the ' +
      'line is lost.',
    cure: 'Close the quote on the same line, or take it out.',
    example: 'global_defs {\n  router_id a "b\n}\n',
  },
  {
    code: 'missing-open-brace',
    about:
      'The keyword needs a block, and no { follows. When the next statement can only be a member of it, ' +
      'the block begins there, as in keepalived; otherwise the statement is left out.',
    cure: 'Write { at the end of the line.',
    example: 'global_defs\n  router_id a\n}\n',
  },
  {
    code: 'missing-close-brace',
    about:
      'The file ends inside a block. The message names the block that the indentation of the lines speaks ' +
      'against, or else the innermost one.',
    cure: 'Write the missing }.',
    example: 'global_defs {\n  router_id a\n',
  },
  {
    code: 'unexpected-open-brace',
    about:
      'A { stands where no keyword is to which it could belong. keepalived passes over the { alone, so ' +
      'that its } ends the block around; here the block is left out as a whole.',
    cure: 'Take the { and its } out, or write the keyword before it.',
    example: 'global_defs {\n  {\n  }\n}\n',
  },
  {
    code: 'unexpected-close-brace',
    about: 'A } is too much: all blocks are closed already. What follows is read at the top level.',
    cure: 'Take it out, or look above for a { that is missing.',
    example: 'global_defs {\n}\n}\n',
  },
  {
    code: 'unexpected-block',
    about:
      'The word has no block. Mostly a } is missing above, or the { is too much. keepalived reads the body ' +
      'as part of the block around; here it is left out as a whole.',
    cure: 'Take the block out, or close the block above it.',
    example: 'global_defs {\n  router_id a {\n  }\n}\n',
  },
  {
    code: 'too-deep',
    about: 'More blocks stand in one another than any configuration needs: five are enough for all keywords.',
    cure: 'Look for } that are missing.',
    example: 'a {\n'.repeat(26),
  },
]
