/** The words of `keepalived-ts check`. */
import type { CheckFormat } from '../check.ts'
import { command } from '../command.ts'
import { hostsGiven, lastGiven } from './host-words.ts'

const formats: readonly CheckFormat[] = ['text', 'json', 'sarif', 'github']

/** Where keepalived looks: keepalived(8). */
const defaultFile = '/etc/keepalived/keepalived.conf'

export const checkCommand = command({
  usage: 'check [file..]',
  about: 'Check configuration files and explain everything that is wrong with them',
  misuseStatus: 2,
  words: (parser) =>
    parser
      .positional('file', {
        describe: `configurations, or - for standard input; ${defaultFile} when there is none`,
        type: 'string',
        array: true,
        default: [] as string[],
        defaultDescription: defaultFile,
      })
      .option('format', { describe: 'how to say it', choices: formats, default: 'text' as CheckFormat })
      .option('strict', { describe: 'warnings are errors', type: 'boolean', default: false })
      .option('level', {
        describe: 'CODE=error, warning, note or off; may be repeated',
        type: 'string',
        requiresArg: true,
        coerce: (given: string | readonly string[]) => [given].flat(),
      })
      .option('quiet', { describe: 'only errors, no summary', type: 'boolean', alias: 'q', default: false })
      .option('verbose', { describe: 'the cure of each', type: 'boolean', alias: 'v', default: false })
      .option('host', {
        describe: 'FACTS.json of the host that the files are for; with --cluster one for each',
        type: 'string',
        requiresArg: true,
        coerce: hostsGiven,
      })
      .option('no-host', { describe: 'check nothing that depends on a host', type: 'boolean' })
      .option('id', {
        describe: 'use the lines marked @ID; with --cluster one for each',
        type: 'string',
        requiresArg: true,
        alias: 'i',
        coerce: (given: string | readonly string[]) => [given].flat(),
      })
      .option('cluster', {
        describe: 'the files are the nodes of one cluster: compare them, and say who is master when',
        type: 'boolean',
        default: false,
      })
      .option('namespace', {
        describe: 'judge by the interfaces of this network namespace, as the daemon does with -s',
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
      .option('print-host', {
        describe: 'print the facts of this host for --host elsewhere, with the programs of the files',
        type: 'boolean',
      })
      .option('explain', { describe: 'print the page of a CODE', type: 'string', requiresArg: true })
      .option('list-codes', { describe: 'print every code', type: 'boolean' })
      .epilogue('Exit status: 0 no errors, 1 errors, 2 a file or an option could not be used.'),
  work: async (given, world) => {
    if (given.explain !== undefined) return (await import('../explain.ts')).explainCode(given.explain, world)
    if (given.listCodes === true) return (await import('../explain.ts')).listCodes(world)
    const files = given.file.length > 0 ? given.file : [defaultFile]
    if (given.printHost === true) {
      const { hostFactsDocument } = await import('../print-host.ts')
      world.print(hostFactsDocument(given.file, world))
      return 0
    }
    const { format, strict, quiet, verbose, level: levels = [], host, id: ids = [], stdinName } = given
    const options = { format, strict, quiet, verbose, levels, stdinName }
    if (given.cluster) {
      const { checkCluster } = await import('../check-cluster.ts')
      const hosts = host === false ? [] : (host ?? [])
      return checkCluster(given.file, { ...options, hosts, ids }, world)
    }
    const { checkFiles } = await import('../check.ts')
    return checkFiles(
      files,
      { ...options, host: host === false ? false : host?.at(-1), id: ids.at(-1), namespace: given.namespace },
      world,
    )
  },
})
