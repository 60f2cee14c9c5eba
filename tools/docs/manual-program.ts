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
    ...signals(),
    ...exitStatuses(),
    ...files(),
    ...heading('SEE ALSO'),
    ...paragraph('keepalived-ts.conf(5), keepalived(8)'),
  ].join('\n')}\n`
}

function signals(): readonly string[] {
  return [
    ...heading('SIGNALS'),
    ...paragraph(
      'They go to the process in the pid file of the daemon; --signum=NAME prints the number of NAME.',
    ),
    ...tagged('SIGHUP (RELOAD)', '', [
      'Read the configuration again. With an error in it the old one goes on untouched. Warnings that were',
      'told before are only counted. A log file is opened anew.',
    ]),
    ...tagged('SIGTERM (STOP), SIGINT', '', [
      'Stop in good order: priority 0 is sent, addresses and services go, workers end.',
      'SIGINT does nothing with --ignore-sigint.',
    ]),
    ...tagged('SIGUSR1 (DATA)', '', [
      'Write the whole state: keepalived.data and keepalived_parent.data (FILES).',
    ]),
    ...tagged('SIGUSR2 (STATS)', '', ['Write the counters: keepalived.stats.']),
    ...tagged('STATS_CLEAR', '', ['Write the counters, then count from zero.']),
    ...tagged('JSON', '', ['Write state and counters for programs: keepalived.json.']),
  ]
}

function exitStatuses(): readonly string[] {
  return [
    ...heading('EXIT STATUS'),
    ...paragraph('Of the daemon, and without -n of the command that waits until it is up:'),
    ...tagged('0', '', ['Stopped by a signal, or another one runs already with the same pid file.']),
    ...tagged('1', '', [
      'The command line has words that mean nothing, the pid file cannot be used, or the daemon cannot start',
      'for another reason that has nothing to do with the configuration.',
    ]),
    ...tagged('2', '', [
      'With this configuration keepalived(8) does not start either: an instance has no virtual_router_id, an',
      'interface is not there, a parameter is missing, an include that must be there is not.',
    ]),
    ...tagged('4', '', ['CAP_NET_ADMIN or CAP_NET_RAW is missing: nothing of a virtual router can work.']),
    ...tagged('6', '', ['There is no configuration file.']),
    ...paragraph(
      'Of a configuration test (-t), as of keepalived -t; of several the one that stands first here:',
    ),
    ...tagged('6', '', [
      'An include that must be there (-e, include_check) is not. Or, unless a parameter is missing: scripts',
      'run and enable_script_security is not set, or others can open the file of a key.',
    ]),
    ...tagged('2', '', ['A keyword lacks its parameter.']),
    ...tagged('5', '', [
      'Anything else that is wrong. To this belong, unlike with the daemon, a missing',
      'virtual_router_id and an',
      'interface that is not there, wherever an instance, a static route or rule names it.',
    ]),
    ...tagged('4', '', [
      'With -e: there is no configuration file. Or nothing else is wrong but an interface that is missed in',
      'interface_up_down_delays, or as the default_interface of static_ipaddress.',
    ]),
    ...tagged('1', '', ['LOGFILE cannot be written, or must not be.']),
    ...tagged('0', '', ['There is nothing wrong; or without -e there is no configuration file.']),
    ...paragraph('Of the commands:'),
    ...describedCommands().flatMap(({ words, statuses }) =>
      statuses === '' ? [] : tagged(words, '', [statuses]),
    ),
  ]
}

function files(): readonly string[] {
  return [
    ...heading('FILES'),
    ...tagged('/etc/keepalived/keepalived.conf', '', ['The configuration; -f names another one.']),
    ...tagged('/run/keepalived.pid, /run/vrrp.pid, /run/checkers.pid', '', [
      'Process ids of the daemon (locked as long as it runs), of its VRRP worker and of its',
      'checker; -p, -r and',
      '-c name others.',
    ]),
    ...tagged('/run/keepalived/keepalived_INSTANCE.pid, vrrp_INSTANCE.pid, checkers_INSTANCE.pid', '', [
      'The same with instance INSTANCE; with use_pid_dir alone the names are without _INSTANCE.',
    ]),
    ...tagged('/run/keepalived/NAMESPACE/', '', [
      'With net_namespace or -s: the directory that such a daemon sees as /run/keepalived. Its pid files are',
      'keepalived.pid, vrrp.pid and checkers.pid, or with instance as above.',
    ]),
    ...tagged('/run/keepalived.running.conf', '', [
      'The configuration that the daemon has taken, for keepalived-ts plan: beside the pid file,',
      'with its name,',
      'mode 0600.',
    ]),
    ...tagged('/tmp/keepalived.data, keepalived_parent.data, keepalived.stats, keepalived.json', '', [
      'Written on signals, mode 0600; with TMPDIR in the environment, there. state_dump_file,',
      'stats_dump_file and json_dump_file name others; data_use_instance puts namespace and',
      'instance into the',
      'names of all but the last, without which several daemons write the same files.',
    ]),
    ...tagged('keepalived.log', '', [
      'Of -g without a name: in $TMPDIR if that is set, else where the daemon was started. Its',
      'lines have the',
      'fraction of the second in nine digits, as those of keepalived(8); the clock gives microseconds, the',
      'last three are always 0.',
    ]),
    ...tagged('/dev/log', '', [
      'The system log. When it is not there, with -n and neither -l nor -g, standard error has',
      'what keeps the',
      'daemon from starting.',
    ]),
  ]
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
