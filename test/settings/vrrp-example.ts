/** The shortest way from a few lines to what becomes of an instance, for the tests about VRRP. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Loaded } from '../../src/settings/load.ts'
import { testStatus } from '../../src/settings/test-status.ts'
import type { InstanceSettings } from '../../src/vrrp/settings.ts'
import { instance, load } from './example-host.ts'

export interface Outcome {
  /** Of the only instance or the first, also when the daemon cannot run it yet. */
  readonly settings: InstanceSettings | undefined
  /** But `not-yet` and `no-effect-yet`, which say nothing of the text. */
  readonly codes: readonly string[]
  readonly status: number
  readonly loaded: Loaded
}

/** What comes of a whole text. */
export function outcomeOf(text: string): Outcome {
  const loaded = load(text)
  const codes = loaded.diagnostics
    .map(({ code }) => code)
    .filter((code) => !/^(not|no-effect)-yet$/.test(code))
  const [settings] = loaded.understood.vrrp.instances
  return { settings, codes, status: testStatus(loaded.diagnostics), loaded }
}

/** Instance A on eth0 with 10.0.0.1, and these lines. */
export function ipv4(more: string, before = ''): Outcome {
  return outcomeOf(`${before}${instance(more)}`)
}

/** The same without an address. */
export function bare(more: string): Outcome {
  return outcomeOf(`vrrp_instance A {\ninterface eth0\nvirtual_router_id 10\n${more}\n}\n`)
}

/** Instance A on eth0 with fe80::1. */
export function ipv6(more: string, before = ''): Outcome {
  return outcomeOf(`${before}vrrp_instance A {
interface eth0
virtual_router_id 10
virtual_ipaddress { fe80::1 }
${more}
}
`)
}

/** One rule of keepalived, and what comes of a text that meets it. */
export interface Rule {
  readonly rule: string
  readonly given: Outcome
  /** Of `-t`. */
  readonly status: number
  readonly codes: readonly string[]
  /** What of the settings the rule is about. */
  readonly settings?: Partial<InstanceSettings>
}

export function checkRules(rules: readonly Rule[]): void {
  for (const { rule, given, status, codes, settings = {} } of rules) {
    test(rule, () => {
      assert.deepEqual([given.status, ...given.codes], [status, ...codes])
      for (const [field, value] of Object.entries(settings)) {
        assert.deepEqual(given.settings?.[field as keyof InstanceSettings], value, field)
      }
    })
  }
}

export const strictGlobal = 'global_defs {\nvrrp_strict\n}\n'
