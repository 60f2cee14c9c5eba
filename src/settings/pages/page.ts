/**
 * What a diagnostic code means, for `check --explain CODE` and docs/reference/diagnostics.md. One file here
 * for each area of the configuration; pages.ts has them all. Refuses to be code: texts and examples.
 */

import type { HostFacts } from '../settings.ts'

export interface CodePage {
  /** As in the diagnostic: kebab-case, never changed once released. */
  readonly code: string
  /** What it means, why it matters, and what keepalived does with it: one to four sentences. */
  readonly about: string
  /** What to write or to do instead. */
  readonly cure: string
  /**
   * A configuration on which the example host (lo; eth0 192.0.2.2/24; eth1 198.51.100.2/24) reports the code.
   */
  readonly example: string
  /**
   * The configuration of a second node, on eth0 192.0.2.3/24 and eth1 198.51.100.3/24, with which the example
   * is compared.
   */
  readonly peer?: string
  /** `unknown`: the two nodes are compared without facts of their hosts. */
  readonly hosts?: 'unknown'
  /** What its include lines name, by path. */
  readonly files?: Readonly<Record<string, string>>
  /** What they name besides, which cannot be read, by path. */
  readonly unusable?: Readonly<Record<string, 'executable' | 'not-text'>>
  /**
   * The programs that are there, by path, with their permission bits; all are root's. Undefined: whatever the
   * example names is there, with 0755.
   */
  readonly programs?: Readonly<Record<string, number>>
  /** Interfaces that the host has besides those of the example host. */
  readonly interfaces?: HostFacts['interfaces']
  /** How the example's bytes were read. Undefined: UTF-8. */
  readonly encoding?: 'utf-8' | 'latin-1'
}
