/** The words of `keepalived-ts config print` and `keepalived-ts config fmt`. */
import { command, commandGroup } from '../command.ts'
import type { PrintForm } from '../config-print.ts'
import { hostGiven, lastGiven } from './host-words.ts'

/** Where keepalived looks: keepalived(8). */
const defaultFile = '/etc/keepalived/keepalived.conf'

const printCommand = command({
  usage: 'print [file]',
  about: 'Print a configuration as it is understood',
  misuseStatus: 2,
  words: (parser) =>
    parser
      .positional('file', {
        describe: 'the configuration, or - for standard input',
        type: 'string',
        default: defaultFile,
      })
      .option('expanded', {
        describe: 'every statement after definitions and includes, with the place that it came from',
        type: 'boolean',
        conflicts: ['json', 'settings'],
      })
      .option('json', {
        describe: 'as JSON: keywords are properties, as in etc/editor/keepalived-ts.schema.json',
        type: 'boolean',
        conflicts: ['settings'],
      })
      .option('settings', {
        describe: 'as JSON: typed settings with every default; durations in microseconds',
        type: 'boolean',
      })
      .option('hide-secrets', {
        describe: 'print *** for passwords and keys',
        type: 'boolean',
        default: false,
      })
      .option('comments', {
        describe: '--no-comments: leave out why something is left out',
        type: 'boolean',
        default: true,
      })
      .option('host', {
        describe: 'FACTS.json of the host that the file is for',
        type: 'string',
        requiresArg: true,
        coerce: hostGiven,
      })
      .option('no-host', { describe: 'check nothing that depends on a host', type: 'boolean' })
      .option('id', {
        describe: 'use the lines marked @ID',
        type: 'string',
        requiresArg: true,
        alias: 'i',
        coerce: lastGiven,
      })
      .option('stdin-name', {
        describe: 'where standard input belongs: shown, and includes are seen from there',
        type: 'string',
        requiresArg: true,
        default: '<stdin>',
        coerce: lastGiven,
      })
      .epilogue(
        'What is printed means the same as the file, and printed again it stays as it is, but for comments ' +
          'about lines that were left out: those lines are no longer there. Passwords are printed as they ' +
          'are in the file. Exit status: 0 no errors, 1 errors (what is understood is printed all the ' +
          'same), 2 the file or an option could not be used.',
      ),
  work: async (given, world) => {
    const { printConfiguration } = await import('../config-print.ts')
    const { file, hideSecrets, comments, host, id, stdinName } = given
    const form: PrintForm = given.settings
      ? 'settings'
      : given.json
        ? 'json'
        : given.expanded
          ? 'expanded'
          : 'understood'
    return printConfiguration(file, { form, hideSecrets, comments, host, id, stdinName }, world)
  },
})

const formatCommand = command({
  usage: 'fmt <file..>',
  about: 'Format configurations in place: comments and definitions stay, the meaning too',
  misuseStatus: 2,
  words: (parser) =>
    parser
      .positional('file', {
        describe: 'configurations, or - for standard input to standard output',
        type: 'string',
        array: true,
        demandOption: true,
      })
      .option('check', {
        describe: 'write nothing, list the files that are out of form',
        type: 'boolean',
        default: false,
      })
      .option('diff', { describe: 'write nothing, show what would change', type: 'boolean', default: false })
      .option('fragment', {
        describe: 'the files are parts of others: their blocks may be opened or closed elsewhere',
        type: 'boolean',
        default: false,
      })
      .epilogue(
        'Included files are formatted only when they are named. Refused, and left as they are: files with ' +
          'braces that do not match, a definition without end or that needs itself, or a line that is too ' +
          'long. Exit status: 0 all are in form, 1 with --check some are not, 2 a file was refused, or a ' +
          'file or an option could not be used.',
      ),
  work: async ({ file, check, diff, fragment }, world) => {
    const { formatFiles } = await import('../config-format.ts')
    return formatFiles(file, { check, diff, fragment }, world)
  },
})

export const configCommand = commandGroup({
  name: 'config',
  about: 'Print or format configurations',
  inner: [printCommand, formatCommand],
})
