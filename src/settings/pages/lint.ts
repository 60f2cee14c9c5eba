/** What the codes of lints mean: advice beyond what keepalived says. Only `check` gives it. */
import { lintAddressPages } from './lint-addresses.ts'
import { lintElectionPages } from './lint-election.ts'
import { lintProgramPages } from './lint-programs.ts'
import { lintServerPages } from './lint-servers.ts'
import type { CodePage } from './page.ts'

export const lintPages: readonly CodePage[] = [
  ...lintAddressPages,
  ...lintElectionPages,
  ...lintProgramPages,
  ...lintServerPages,
]
