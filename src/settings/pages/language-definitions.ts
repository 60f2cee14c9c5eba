/** What the diagnostic codes of definitions and sequences mean. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how keepalived.conf writes definitions
import type { CodePage } from './page.ts'

export const definitionPages: readonly CodePage[] = [
  {
    code: 'undefined-name',
    about:
      'Nothing above this line defines the name, or only in lines for another id (@ID; choose one with ' +
      '--config-id), or its definition has blanks around its =. keepalived leaves the text as it is, takes ' +
      '{ and } for braces of a block, and then complains of something else, if at all. When the text is no ' +
      'value of its keyword, this is an error. Inside double quotes nothing is said.',
    cure: 'Define it above its use ($NAME=VALUE); text that is meant as it is goes into double quotes.',
    example: 'global_defs {\n  router_id ${NODE}\n}\n',
  },
  {
    code: 'name-needs-braces',
    about:
      'A name without braces ends only at a blank, a comma, a closing parenthesis or the end of the line. ' +
      'Here more of the word follows, so that keepalived puts nothing in and says nothing.',
    cure: 'Write the name in braces: 10.0.${NAME}.1.',
    example: '$NODE=7\nglobal_defs {\n  router_id node-$NODE-a\n}\n',
  },
  {
    code: 'definition-not-last',
    about:
      'The name stands for several lines, and something follows it on its line. keepalived puts several ' +
      'lines in only where the name is the last thing; elsewhere it leaves the name as it is.',
    cure: 'Put what follows on a line of its own, or into the definition.',
    example: '$X= \\\nrouter_id a \\\nsmtp_connect_timeout 5\nglobal_defs {\n  $X now\n}\n',
  },
  {
    code: 'definition-needs-itself',
    about:
      'A definition is needed to know its own value, directly or by others, or sequences and definitions ' +
      'stand in one another without end. keepalived never returns from such a line.',
    cure: 'Write the value without the name that it defines.',
    example: '$X=a $X\nglobal_defs {\n  router_id $X\n}\n',
  },
  {
    code: 'substitution-too-long',
    about:
      'With its definitions put in, the line has more bytes than a line may have. keepalived stops in the ' +
      'middle and leaves the other names in the text, saying so only in its log.',
    cure: 'Break the line into several, or use a definition over several lines.',
    example: `$X=${'x'.repeat(600)}\nglobal_defs {\n  router_id \${X}\${X}\n}\n`,
  },
  {
    code: 'bad-sequence',
    about:
      '~SEQ counts from START to END by STEP: ~SEQ(NAME, START, STEP, END) TEXT, where START and STEP may ' +
      'be left out. ~LST goes through values: ~LST(NAME, VALUE, ...) TEXT, or several names in braces with ' +
      'as many values in braces. The message says what does not fit; the line is dropped, as in keepalived.',
    cure: 'Correct the numbers or values; a step leads from the start to the end and is not 0.',
    example: '~SEQ(n, 1, -1, 5) $X=${n}\n',
  },
  {
    code: 'bad-predefined',
    about:
      '${_RANDOM MIN MAX} needs two whole numbers, the smaller one first, and ${_ENV NAME} the name of a ' +
      'variable. keepalived 2.2.7 crashes at a range that ends before it begins, 2.4 at ${_ENV} alone.',
    cure: 'Correct the parameters.',
    example: 'global_defs {\n  router_id a${_RANDOM 9 1}\n}\n',
  },
]
