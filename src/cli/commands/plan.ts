/** The words of `keepalived-ts plan`. */
import { command } from '../command.ts'
import type { PlanFormat } from '../plan.ts'
import { hostGiven, lastGiven } from './host-words.ts'

const formats: readonly PlanFormat[] = ['text', 'json']

export const planCommand = command({
  usage: 'plan [file]',
  about: 'Show what a reload to a configuration would do, and what it would cost',
  misuseStatus: 2,
  words: (parser) =>
    parser
      .positional('file', {
        describe:
          'the new configuration, - for standard input; without it, what the running daemon would read now',
        type: 'string',
      })
      .option('from', {
        describe: 'the old configuration, instead of what runs; or - for standard input',
        type: 'string',
        requiresArg: true,
      })
      .option('pid', {
        describe: "the running daemon's pid file (default: /run/keepalived.pid)",
        type: 'string',
        requiresArg: true,
        alias: 'p',
      })
      .option('format', { describe: 'how to say it', choices: formats, default: 'text' as PlanFormat })
      .option('host', {
        describe: 'FACTS.json of the host that the files are for',
        type: 'string',
        requiresArg: true,
        coerce: hostGiven,
      })
      .option('no-host', { describe: 'check nothing that depends on a host', type: 'boolean' })
      .option('id', {
        describe: 'use the lines marked @ID (default: as the running daemon)',
        type: 'string',
        requiresArg: true,
        alias: 'i',
      })
      .option('namespace', {
        describe: 'the daemon of this network namespace: started with -s, or its file has net_namespace',
        type: 'string',
        requiresArg: true,
        alias: 's',
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
        'Exit status: 0 nothing that anybody around notices, 1 something visible, 2 the reload would be ' +
          'refused or the question cannot be answered.',
      ),
  work: async ({ file, from, pid, format, host, id, namespace, stdinName }, world) => {
    const { planReload } = await import('../plan.ts')
    return planReload({ file, from, stdinName, pidFile: pid, format, host, id, namespace }, world)
  },
})
