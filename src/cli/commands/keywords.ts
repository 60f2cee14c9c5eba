/** The words of `keepalived-ts keywords`. */
import { command } from '../command.ts'

export const keywordsCommand = command({
  usage: 'keywords [word..]',
  about: 'Explain keywords of keepalived.conf, or list them all',
  words: (parser) =>
    parser
      .positional('word', {
        describe:
          'a keyword, one of its options, a path such as vrrp_instance/priority, or a directive: ~SEQ',
        type: 'string',
        array: true,
        default: [] as string[],
      })
      .option('unsupported', {
        describe: 'only those that are checked and have no effect yet',
        type: 'boolean',
        default: false,
      })
      .option('json', {
        describe: 'everything that is known of them, as JSON',
        type: 'boolean',
        default: false,
      })
      .epilogue('Exit status: 0, or 1 when there is no such word.'),
  work: async ({ word, unsupported, json }, world) => {
    const { showKeywords } = await import('../keywords.ts')
    return showKeywords(word, { unsupported, json }, world)
  },
})
