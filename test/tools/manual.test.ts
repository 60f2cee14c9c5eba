/**
 * The manual pages as troff, the completion as bash, the grammar of editors as patterns: what is generated is
 * also good.
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { type OptionRow, optionRows } from '../../src/cli/options.ts'
import { describedCommands } from '../../tools/docs/commands.ts'
import { bashCompletion } from '../../tools/docs/completion.ts'
import { configurationManual } from '../../tools/docs/manual-configuration.ts'
import { programManual } from '../../tools/docs/manual-program.ts'
import { textMateGrammar } from '../../tools/docs/text-mate.ts'
import { generatedFiles } from '../../tools/docs.ts'

const requests = ['TH', 'SH', 'SS', 'PP', 'TP', 'RS', 'RE', 'EX', 'EE', '\\"']

for (const [name, text] of [
  ['keepalived-ts.conf.5', configurationManual()],
  ['keepalived-ts.8', programManual()],
] as const) {
  test(`${name}: known requests, known escapes, one tag for each paragraph`, () => {
    const lines = text.trimEnd().split('\n')
    assert.match(lines.find((line) => line.startsWith('.TH')) ?? '', /^\.TH "[A-Z\\.-]+" [58] /)
    let depth = 0
    for (const [index, line] of lines.entries()) {
      assert.notEqual(line, '', `line ${index + 1} is empty`)
      const request = /^\.(\S+)/.exec(line)?.[1]
      if (request !== undefined) assert.ok(requests.includes(request), line)
      assert.doesNotMatch(line, /^'/)
      assert.doesNotMatch(line.replace(/^\.\\".*/, ''), /\\(?!e|-|\(aq|fB|fR|&)/, line)
      if (request === 'TP') assert.match(lines[index + 1] ?? '', /^\\fB/)
      depth += Number(request === 'RS') - Number(request === 'RE')
      assert.ok(depth >= 0)
    }
    assert.equal(depth, 0)
  })
}

test('the manual has the exit statuses of every command', () => {
  const [, statuses = ''] = programManual().split('.SH "EXIT STATUS"')
  for (const { words, statuses: said } of describedCommands()) {
    assert.notEqual(said, '', words)
    assert.ok(statuses.includes(`.TP\n\\fB${words}\\fR\n${said.slice(0, 9)}`), words)
  }
})

test('the manual has every signal, and says why an option has nothing to do here', () => {
  const [, signals = ''] = programManual().split('.SH "SIGNALS"')
  for (const word of ['SIGHUP', 'SIGTERM', 'SIGUSR1', 'SIGUSR2', 'STATS_CLEAR', 'JSON']) {
    assert.ok((signals.split('.SH')[0] ?? '').includes(word), word)
  }
  const rows: readonly OptionRow[] = optionRows
  for (const { long, without } of rows) {
    const [, said = ''] = programManual().replaceAll('\\', '').split(`--${long}`)
    assert.equal((said.split('.TP')[0] ?? '').includes('Nothing to do here'), without !== undefined, long)
  }
})

test('processes are described as they run without a word about them', () => {
  for (const [keyword, said] of [
    ['vrrp_rlimit_rttime', 'no limit'],
    ['vrrp_rt_priority', '1, where the kernel allows it'],
    ['checker_rt_priority', 'none'],
    ['vrrp_process_name', 'keepalived_vrrp'],
  ] as const) {
    const [, page = ''] = configurationManual().replaceAll('\\-', '-').split(`${keyword}\\fR`)
    assert.ok((page.split('.TP')[0] ?? '').includes(`Default: ${said}.`), keyword)
  }
})

/** What bash would offer for the last of the words. */
function offered(...words: readonly string[]): readonly string[] {
  const script = [
    bashCompletion(),
    `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')})`,
    `COMP_CWORD=${words.length - 1}`,
    '_keepalived_ts',
    `printf '%s\\n' "\${COMPREPLY[@]}"`,
  ].join('\n')
  return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trim().split('\n')
}

test('bash completes commands, keywords, codes and choices', () => {
  assert.ok(offered('keepalived-ts', 'key').includes('keywords'))
  assert.ok(offered('keepalived-ts', '--use').includes('--use-file'))
  assert.ok(offered('keepalived-ts', 'keywords', 'virtual_r').includes('virtual_router_id'))
  assert.ok(offered('keepalived-ts', 'check', '--explain', 'unknown-k').includes('unknown-keyword'))
  assert.deepEqual(offered('keepalived-ts', 'check', '--format', 'sa'), ['sarif'])
})

test('every pattern for editors is one', () => {
  const found: RegExp[] = []
  JSON.parse(textMateGrammar(), (key, value) => {
    if (key === 'match' || key === 'begin' || key === 'end') found.push(new RegExp(String(value)))
    return value
  })
  assert.ok(found.length > 8)
  assert.ok(found.some((pattern) => pattern.test('    virtual_router_id 51')))
})

test('npm installs the manual pages, and the package has all that is generated for etc', () => {
  const facts = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  const paths = generatedFiles.map(({ path }) => path)
  assert.deepEqual(
    (facts.man as string[]).map((path) => path.replace('./', '')).toSorted(),
    paths.filter((path) => path.startsWith('etc/man/')),
  )
  assert.ok((facts.files as string[]).includes('etc'))
})
