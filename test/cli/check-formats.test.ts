/** What machines read: a change here breaks somebody's pipeline. docs/reference/check-formats.md. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { check, good } from './check-run.ts'

const onExample = ['--host', 'facts.json']
const misspelt = good('    prioritty 100')

async function parsed(format: string, text: string, ...more: string[]) {
  const run = await check([...onExample, '--format', format, 'a.conf', ...more], {
    files: { 'a.conf': text },
  })
  return { ...run, document: JSON.parse(run.printed) }
}

test('JSON: counts, status and files with their diagnostics', async () => {
  const { document, status } = await parsed('json', misspelt, 'none.conf')
  assert.equal(status, 2)
  assert.deepEqual(
    {
      ...document,
      files: document.files.map(({ file, unreadable }: Record<string, unknown>) => [file, unreadable]),
    },
    {
      version: 1,
      status: 2,
      counts: { errors: 1, warnings: 0, notes: 0, unreadable: 1 },
      files: [
        ['a.conf', null],
        ['none.conf', 'there is no such file'],
      ],
    },
  )
  const [{ diagnostics }] = document.files
  const { cure, ...first } = diagnostics[0]
  assert.ok(cure === null || typeof cure === 'string')
  assert.deepEqual(first, {
    code: 'unknown-keyword',
    severity: 'error',
    fatal: false,
    file: 'a.conf',
    line: 5,
    column: 5,
    length: 9,
    message: 'unknown keyword prioritty in vrrp_instance',
    instead: 'the statement is ignored',
    suggestion: 'priority',
    origin: [],
    related: [],
  })
})

test('JSON: definitions that led to the place, the nearest first', async () => {
  const { document } = await parsed('json', `$P=prioritty 100\n${good('    $P')}`)
  const [{ diagnostics }] = document.files
  const origins = diagnostics[0].origin.map(({ is, name, line }: Record<string, unknown>) => [is, name, line])
  assert.deepEqual(origins, [['definition', 'P', 1]])
})

test('JSON says nothing beside the document', async () => {
  const { complained } = await check([...onExample, '--format', 'json', 'none.conf'])
  assert.equal(complained, '')
})

test('SARIF 2.1.0: a run with its rules, and results with regions', async () => {
  const { document } = await parsed('sarif', misspelt)
  assert.equal(document.version, '2.1.0')
  assert.match(document.$schema, /sarif-2\.1\.0/)
  const [run] = document.runs
  assert.equal(run.tool.driver.name, 'keepalived-ts')
  assert.equal(run.columnKind, 'utf16CodeUnits')
  assert.deepEqual(run.invocations, [
    { executionSuccessful: true, exitCode: 1, toolExecutionNotifications: [] },
  ])
  const [result] = run.results
  assert.equal(run.tool.driver.rules[result.ruleIndex].id, result.ruleId)
  assert.deepEqual(
    [result.ruleId, result.level, result.locations],
    [
      'unknown-keyword',
      'error',
      [
        {
          physicalLocation: {
            artifactLocation: { uri: 'a.conf' },
            region: { startLine: 5, startColumn: 5, endColumn: 14, snippet: { text: '    prioritty 100' } },
          },
        },
      ],
    ],
  )
})

test('SARIF: each code once among the rules; a file that cannot be read is a notification', async () => {
  const { document } = await parsed('sarif', good('    prioritty 100\n    prioritie 1'), 'no such.conf')
  const [run] = document.runs
  assert.deepEqual([run.tool.driver.rules.length, run.results.length], [1, 2])
  const [{ executionSuccessful, toolExecutionNotifications }] = run.invocations
  assert.equal(executionSuccessful, false)
  const [{ message, locations }] = toolExecutionNotifications
  assert.equal(message.text, 'no such.conf: there is no such file')
  assert.equal(locations[0].physicalLocation.artifactLocation.uri, 'no%20such.conf')
})

test('GitHub: one workflow command for each, with percent signs, colons and commas escaped', async () => {
  const { printed } = await check([...onExample, '--format', 'github', 'a,b%.conf', 'none.conf'], {
    files: { 'a,b%.conf': good('    prioritty 100\n    100%,sure: 1') },
  })
  const [first, second, unreadable, summary] = printed.split('\n')
  assert.equal(
    first,
    '::error file=a%2Cb%25.conf,line=5,col=5,endColumn=14,title=unknown-keyword::' +
      'unknown keyword prioritty in vrrp_instance%0A' +
      'instead: the statement is ignored%0Adid you mean: priority',
  )
  assert.match(second ?? '', /::unknown keyword 100%25,sure: in vrrp_instance%0A/)
  assert.equal(unreadable, '::error file=none.conf::there is no such file')
  assert.equal(summary, '2 errors in 1 file; 1 file could not be read')
})
