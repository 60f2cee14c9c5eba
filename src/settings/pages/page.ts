/**
 * What a diagnostic code means, for `check --explain CODE` and docs/reference/diagnostics.md. One file here
 * for each area of the configuration; pages.ts has them all. Refuses to be code: texts and examples.
 */

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
  /** What its include lines name, by path. */
  readonly files?: Readonly<Record<string, string>>
}
