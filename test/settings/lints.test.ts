/** What holds for all lints: their codes, that none is an error, and that ordinary files are left alone. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { lints } from '../../src/settings/lints/lints.ts'
import { lintPages } from '../../src/settings/pages/lint.ts'
import { testStatus } from '../../src/settings/test-status.ts'
import { load } from './example-host.ts'
import { adviceFor, adviceOn, link, router } from './lints-table.ts'

function textOf(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
}

test('each lint has a code and a page of its own, and each page a lint', () => {
  const codes = lints.map(({ code }) => code)
  assert.equal(new Set(codes).size, codes.length)
  assert.deepEqual(lintPages.map(({ code }) => code).sort(), [...codes].sort())
})

const corpus = ['conformance', 'semantic-cases'].flatMap((name) =>
  textOf(`test/data/settings/${name}.jsonl`)
    .trim()
    .split('\n')
    .flatMap((row) => {
      const { text } = JSON.parse(row) as { readonly text?: string }
      return text === undefined ? [] : [text]
    }),
)

test('no advice is an error, and none changes what a configuration test answers', () => {
  assert.ok(corpus.length > 300)
  let given = 0
  for (const text of corpus) {
    const { diagnostics } = load(text)
    const advice = adviceOn(text)
    given += advice.length
    assert.ok(advice.every(({ severity, lint, fatal }) => severity !== 'error' && lint && !fatal))
    assert.equal(testStatus([...diagnostics, ...advice]), testStatus(diagnostics), text)
    assert.ok(diagnostics.every(({ lint }) => lint === undefined))
  }
  assert.ok(given > 100)
})

test('where two lines do not go together, both places are named', () => {
  const text = router('192.0.2.9') + router('192.0.2.9', '', { name: 'B', vrid: 11 })
  const [found] = adviceOn(text)
  assert.deepEqual(
    found?.related?.map(({ span, message }) => [span.line, message]),
    [[5, 'the other one']],
  )
})

test('whatever stands in the file, advice is found without failing and points into the text', () => {
  const examples = lintPages.map(({ example }) => example.split('\n'))
  const words = fc.constantFrom(...new Set(examples.flat()))
  // An example with a line that is missing and one that is another's.
  const changed = fc.tuple(fc.constantFrom(...examples), fc.nat(20), fc.nat(20), words).map((it) => {
    const [lines, without, at, line] = it
    return lines.toSpliced(without, 1).toSpliced(at, 0, line)
  })
  const some = fc.array(changed, { minLength: 1, maxLength: 4 }).map((several) => several.flat())
  fc.assert(
    fc.property(some, fc.boolean(), (chosen, knows) => {
      const text = chosen.join('\n')
      for (const { span, message, instead } of knows ? adviceOn(text) : adviceFor(text, undefined)) {
        assert.ok(span.line >= 1 && span.line <= chosen.length && message !== '' && instead !== '')
        assert.doesNotMatch(`${message} ${instead}`, /undefined|NaN|\[object/)
      }
    }),
    { numRuns: 1000 },
  )
})

test('files that are good get no advice', () => {
  const lan = (own: string) => ({
    interfaces: [link('lo', ['127.0.0.1/8'], { loopback: true }), link('eth0', [own])],
  })
  const samples = {
    'etc/keepalived.conf.sample': lan('192.168.1.2/24'),
    'tools/demo/default.conf': lan('192.0.2.2/24'),
  }
  for (const [path, there] of Object.entries(samples)) {
    for (const facts of [undefined, there]) assert.deepEqual(adviceFor(textOf(path), facts), [], path)
  }
  for (const path of ['test/lab/seed/master.conf', 'test/lab/seed/backup.conf']) {
    assert.deepEqual(adviceFor(textOf(path), undefined), [], path)
  }
})

test('a gateway pair with everything that is usual gets no advice', () => {
  const preferred = 'state MASTER\npriority 150\ntrack_script {\nprobe\n}'
  const text = `global_defs {
  notification_email { noc@example.org }
  smtp_server 192.0.2.25
  smtp_alert
  enable_script_security
  script_user nobody
}
vrrp_script probe {
  script "/usr/bin/pgrep -x nginx"
  interval 2
  timeout 1
  fall 2
  rise 2
  weight -60
}
vrrp_sync_group G {
  group { IN OUT }
  notify "/usr/local/bin/changed"
  sync_group_tracking_weight
}
${router('192.0.2.9/24\n192.0.2.10', preferred, { name: 'IN' })}
${router('198.51.100.9/24', preferred, { name: 'OUT', on: 'eth1' })}
virtual_server 192.0.2.9 443 {
  delay_loop 6
  lvs_sched wrr
  lvs_method DR
  protocol TCP
  persistence_timeout 50
  quorum 1
  sorry_server 192.0.2.200 443
  real_server 192.0.2.20 443 {
    weight 1
    SSL_GET {
      url {
        path /
        status_code 200
      }
      connect_timeout 3
    }
  }
  real_server 192.0.2.21 443 {
    weight 2
    TCP_CHECK { connect_timeout 3 }
  }
}
`
  assert.deepEqual(
    adviceOn(text).map(({ code, message }) => `${code}: ${message}`),
    [],
  )
})

test('the time for advice grows with the configuration, not faster', () => {
  const text = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      router(`10.${index >> 8}.${index & 255}.1/24`, 'priority 150', {
        name: `V${index}`,
        on: `v${index}`,
        vrid: (index % 255) + 1,
      }),
    ).join('')
  const facts = (count: number) => ({
    interfaces: Array.from({ length: count }, (_, index) =>
      link(`v${index}`, [`10.${index >> 8}.${index & 255}.2/24`]),
    ),
  })
  const millis = (count: number) => {
    const [written, host] = [text(count), facts(count)]
    const start = performance.now()
    assert.deepEqual(adviceFor(written, host), [])
    return performance.now() - start
  }
  millis(500)
  const [small, large] = [millis(1000), millis(8000)]
  assert.ok(large < small * 8 * 4 + 200, `${small} ms for 1000, ${large} ms for 8000`)
})
