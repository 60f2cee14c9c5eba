/** etc/man/keepalived-ts.8, from the tables of options and commands. */
import { type OptionRow, optionRows } from '../../src/cli/options.ts'
import { type DescribedCommand, type DescribedOption, describedCommands } from './commands.ts'
import { heading, page, paragraph, tagged } from './troff.ts'

/** The manual page. */
export function programManual(): string {
  const rows: readonly OptionRow[] = optionRows
  return `${[
    ...page({ name: 'keepalived-ts', section: 8, says: 'high availability with VRRP and LVS' }),
    ...heading('SYNOPSIS'),
    ...paragraph('keepalived-ts [OPTION...]'),
    ...paragraph('keepalived-ts COMMAND [ARGUMENT...]'),
    ...heading('DESCRIPTION'),
    ...paragraph(
      'keepalived-ts reads keepalived.conf and does what keepalived(8) would do with it: it keeps virtual',
      'addresses on one of several hosts by VRRP, and checks the servers behind virtual services of the',
      'kernel.',
      'With a command it shows, checks or compares configurations instead, and changes nothing that runs.',
    ),
    ...heading('OPTIONS'),
    ...rows.flatMap(option),
    ...heading('COMMANDS'),
    ...describedCommands().flatMap(command),
    ...heading('SIGNALS'),
    ...tagged('SIGHUP', '', [
      'Read the configuration again. With an error in it the old one goes on untouched. A log file is',
      'opened anew.',
    ]),
    ...tagged('SIGTERM, SIGINT', '', [
      'Stop in good order: priority 0 is sent, addresses and services go, workers end.',
    ]),
    ...tagged('SIGUSR1', '', [
      'Write /tmp/keepalived.data and /tmp/keepalived_parent.data: the whole state.',
    ]),
    ...tagged('SIGUSR2', '', ['Write /tmp/keepalived.stats.']),
    ...tagged('--signum=STATS_CLEAR', '', ['Write it, then count from zero.']),
    ...tagged('--signum=JSON', '', ['Write /tmp/keepalived.json.']),
    ...heading('EXIT STATUS'),
    ...paragraph('Of the daemon and of -t:'),
    ...tagged('0', '', ['Stopped by a signal, or there is nothing wrong.']),
    ...tagged('1', '', ['Words on the command line that mean nothing, or a fatal failure.']),
    ...tagged('2', '', ['The configuration cannot run.']),
    ...tagged('4', '', ['A permission is missing; with -t: the configuration cannot run on this host.']),
    ...tagged('5', '', ['With -t: something in the configuration is wrong.']),
    ...tagged('6', '', [
      'There is no configuration file; with -t also: scripts without script security, or an include that',
      'failed.',
    ]),
    ...paragraph('Of the commands:'),
    ...describedCommands().flatMap(({ words, statuses }) =>
      statuses === '' ? [] : tagged(words, '', [statuses]),
    ),
    ...heading('FILES'),
    ...tagged('/etc/keepalived/keepalived.conf', '', ['The configuration.']),
    ...tagged('/run/keepalived.pid', '', ['Process id of the daemon.']),
    ...heading('SEE ALSO'),
    ...paragraph('keepalived-ts.conf(5), keepalived(8)'),
  ].join('\n')}\n`
}

function option(row: OptionRow): readonly string[] {
  const value =
    row.value === undefined ? '' : row.argument === 'optional' ? `[=${row.value}]` : `=${row.value}`
  const tag = `${row.short === undefined ? '' : `-${row.short}, `}--${row.long}${value}`
  const nothing = row.without === undefined ? '' : ` Nothing to do here: ${row.without}.`
  return tagged(tag, '', [`${sentence(row.help)}${row.later ? ' It has no effect yet.' : nothing}`])
}

function command({
  words,
  about,
  arguments: given,
  positionals,
  options,
  remarks,
}: DescribedCommand): readonly string[] {
  const inner = [
    ...positionals.flatMap(({ name, describe }) => tagged(name.toUpperCase(), '', [sentence(describe)])),
    ...options.flatMap((option) =>
      tagged(`--${option.name}${valueTag(option)}`, '', [sentence(option.describe)]),
    ),
  ]
  const typed = given.replace(/[a-z]+/g, (word) => word.toUpperCase()).replaceAll('..', '...')
  const said = [sentence(about), ...(remarks === '' ? [] : [sentence(remarks)])]
  return [...tagged(words, typed, said), ...(inner.length === 0 ? [] : ['.RS', ...inner, '.RE'])]
}

/** `=FACTS`: its choices, or the word in capitals that its help has for the value, or the end of its name. */
function valueTag({ name, describe, type, choices }: DescribedOption): string {
  if (choices.length > 0) return `=${choices.join('|')}`
  if (type === 'boolean') return ''
  const [word = name.split('-').at(-1) ?? name, more] = /\b[A-Z]{2,}\b(=)?/.exec(describe) ?? []
  return more === undefined ? `=${word.toUpperCase()}` : `=${word}...`
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`
}
