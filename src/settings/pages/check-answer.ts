/** What the diagnostic codes mean that are about what a check asks and what the answer must be. */
import { checkedBy } from './check-example.ts'
import type { CodePage } from './page.ts'

/** HTTP_GET with one url that holds this line. */
const asking = (line: string) => checkedBy(`HTTP_GET {\n  url {\n    path /\n    ${line}\n  }\n}`)

export const checkAnswerPages: readonly CodePage[] = [
  {
    code: 'url-without-path',
    about:
      'A url says with path what to ask the server for. Without one it is left out; when none ' +
      'stays, so is the whole check.',
    cure: 'Add a `path`, mostly `path /`.',
    example: checkedBy('HTTP_GET {\n  url {\n    path /\n  }\n  url {\n    status_code 200\n  }\n}'),
  },
  {
    code: 'bad-status-code',
    about:
      'status_code lists the answers that are good: numbers from 100 to 599, and ranges of them ' +
      'without blanks around the dash. What is none of that is left out; when nothing is left, ' +
      '200-299 are good.',
    cure: 'Write for example `status_code 200-299 301 404`.',
    example: asking('status_code 200 - 299'),
  },
  {
    code: 'bad-regex',
    about:
      'The pattern cannot be compiled: a bracket is not closed or closes nothing, a quantifier ' +
      'repeats nothing, or a backslash stands alone at the end. keepalived says so only in its log ' +
      'and then may crash. Only what is wrong for certain is reported: PCRE2 knows far more than ' +
      'is looked at here.',
    cure: 'Correct the pattern; a character that stands for itself needs two backslashes, such as `\\\\(`.',
    example: asking('regex "total (of"'),
  },
  {
    code: 'regex-escape-lost',
    about:
      'A line of the configuration is split into words before PCRE2 sees the pattern, and that ' +
      'takes away one backslash: `\\d` arrives as a plain d, and `\\.` as a dot that stands for ' +
      'any character. keepalived does the same and says nothing.',
    cure: 'Double the backslash: `\\\\d`, `\\\\.`.',
    example: asking('regex "up \\d+ days"'),
  },
  {
    code: 'regex-of-many-words',
    about:
      'regex has exactly one word. keepalived 2.2.7 uses no pattern at all then and only logs it, ' +
      '2.4 reports an error.',
    cure: 'Put a pattern that contains blanks into quotes.',
    example: asking('regex all is well'),
  },
  {
    code: 'regex-parameter',
    about:
      'regex_options, regex_no_match, the offsets and regex_stack say how the regex of the same ' +
      "url is meant. One that cannot be understood, or that has no regex, is ignored. keepalived's " +
      'configuration test says nothing of it, so the status of ours does not change either.',
    cure: 'Correct the word, or remove the line.',
    example: asking('regex_options caseless'),
  },
  {
    code: 'not-hexadecimal',
    about:
      'payload and require_reply of UDP_CHECK are bytes in hexadecimal digits, with blanks ' +
      'wherever you like. Only require_reply may have x for a digit that does not matter.',
    cure: 'Write digits 0-9 and a-f, for example `payload 01 00 ff`.',
    example: checkedBy('UDP_CHECK {\n  payload 01 0g\n}'),
  },
  {
    code: 'reply-length-impossible',
    about:
      'No answer is at least min_reply_length and at most max_reply_length bytes long, which is ' +
      '255 unless it is given. With require_reply the server then counts as down whatever it says.',
    cure: 'Raise max_reply_length or lower min_reply_length.',
    example: checkedBy('UDP_CHECK {\n  require_reply 00\n  min_reply_length 300\n}'),
  },
]
