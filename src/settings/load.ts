/**
 * From text to settings: the one door for whoever wants a configuration. Refuses to return settings when
 * something that everything hangs on is wrong; all else is corrected or left out, and said.
 */
import { bindStatement, openBinding } from '../conf/bind.ts'
import type { Diagnostic, Sources } from '../conf/diagnostics.ts'
import type { ExpandInput } from '../conf/expand.ts'
import { readStatements } from '../conf/read.ts'
import type { Unused } from '../conf/rows.ts'
import type { Statement } from '../conf/tree.ts'
import { vocabularyOf } from '../conf/vocabulary.ts'
import { type NameTexts, nameTables } from '../vrrp/name-tables.ts'
import type { VrrpSettings } from '../vrrp/settings.ts'
import { collectFindings } from './findings.ts'
import { checkGlobal } from './global/checks-global.ts'
import { completeGlobal } from './global/complete-global.ts'
import { type Draft, emptyDraft, grammar } from './grammar.ts'
import { completeSsl } from './lvs/blocks-check.ts'
import { dropUnknownWatched } from './lvs/checks-watched.ts'
import { type CompletedService, completeLvs } from './lvs/complete-lvs.ts'
import { reportChecksNotYet } from './lvs/not-yet-check.ts'
import { servicesThatRun } from './lvs/not-yet-lvs.ts'
import { checkScripts, type ScriptFacts } from './scripts/checks-scripts.ts'
import type { HostFacts, Settings } from './settings.ts'
import { completeBfd } from './track/complete-bfd.ts'
import type { Understood } from './understood.ts'
import { completeReports } from './vrrp/complete-notify.ts'
import { completeVrrp } from './vrrp/complete-vrrp.ts'
import { readKeyFiles } from './vrrp/key-files.ts'

export interface LoadInput extends ExpandInput {
  /** Undefined: nothing that depends on this host is checked. */
  readonly host: HostFacts | undefined
  readonly scripts?: ScriptFacts
  /** Tables of iproute2; absent: only numbers and the names that are built in. */
  readonly names?: NameTexts
  /** No tree is wanted: a long file then needs a small part of the memory. */
  readonly forgetTree?: boolean
  /** Gets each statement of the top level as it is read, with `forgetTree`, too. */
  readonly onStatement?: (statement: Statement) => void
}

export interface Loaded {
  /** Those that run. Undefined exactly when `fatal`. */
  readonly settings: Settings | undefined
  /**
   * All that the configuration says, also what cannot run yet; when `fatal`, as far as it could be completed.
   */
  readonly understood: Understood
  readonly diagnostics: readonly Diagnostic[]
  readonly fatal: boolean
  /** Every file that was read, in that order, with its lines: for showing places. */
  readonly sources: Sources
  /**
   * What the diagnostics are about, after includes, conditions and definitions: for the reprint. Empty
   * with `forgetTree`.
   */
  readonly tree: readonly Statement[]
  /** What was written, each value with its place: for whoever compares `understood` with something else. */
  readonly draft: Draft
  /** Virtual servers of `understood` with their places. */
  readonly services: readonly CompletedService[]
}

export function loadSettings(input: LoadInput): Loaded {
  const findings = collectFindings()
  const { diagnostics, report, stop } = findings
  const tree: Statement[] = []
  const draft = emptyDraft()
  const vocabulary = vocabularyOf(grammar)
  const unused = new Map<string, Unused>()
  const binding = openBinding({ rows: grammar, draft }, { report, vocabulary, path: '', unused })
  const take = (statement: Statement) => {
    bindStatement(statement, binding)
    if (input.forgetTree !== true) tree.push(statement)
    input.onStatement?.(statement)
  }
  const sources = readStatements(input, grammar, { report, take, stop })
  const told = reportChecksNotYet(draft.services, report)
  for (const word of unused.values()) if (!told.has(word.at)) report(noEffectYet(word))
  draft.names = nameTables(input.names, {
    changed: draft.global.iprouteDirectory?.value,
    shipped: draft.global.iprouteVendorDirectory?.value,
  })
  readKeyFiles(draft, input.scripts, report)
  const vrrp = completeVrrp(draft, input.host, report)
  const bfd = completeBfd(draft.bfd.values(), report)
  dropUnknownWatched(draft, report)
  const lvs = completeLvs(draft, report)
  checkScripts(draft, input.scripts, report)
  checkGlobal(draft, input.scripts, report)
  const global = completeGlobal(draft.global, needsFirewall(vrrp.vrrp), report)
  const fatal = diagnostics.some((diagnostic) => diagnostic.fatal === true)
  const reports = completeReports(draft, vrrp.vrrp)
  const services = lvs.services.map((service) => service.settings)
  const understood = {
    global,
    ...vrrp,
    bfd,
    reports,
    lvs: { services, groups: lvs.groups, ssl: completeSsl(draft) },
  }
  const settings = { ...understood, lvs: { services: servicesThatRun(lvs.services, report) } }
  findings.end()
  const runs = fatal ? undefined : settings
  return { settings: runs, understood, diagnostics, fatal, sources, tree, draft, services: lvs.services }
}

/** Whether addresses must be kept from answering: no_accept, strict mode, VMACs that hold them. */
function needsFirewall({ instances }: VrrpSettings): boolean {
  return instances.some(({ accept, virtualInterface }) => !accept || virtualInterface?.is === 'vmac')
}

/** One line for each keyword, wherever and however often it stands. */
function noEffectYet({ keyword, path, at, places }: Unused): Diagnostic {
  const where = path === '' ? '' : ` in ${path.slice(path.lastIndexOf('/') + 1)}`
  const more = places === 1 ? '' : ` (here and in ${places - 1} other ${places === 2 ? 'place' : 'places'})`
  return {
    code: 'no-effect-yet',
    // No mistake of the user's.
    severity: 'note',
    span: at,
    keyword,
    message: `${keyword}${where} is checked, but has no effect in keepalived-ts yet${more}`,
    instead: 'everything else goes on without it',
  }
}

/**
 * Whether the text is wrong, so that a running daemon must keep what it has. What the daemon cannot do yet is
 * no mistake of the text: a start leaves it out, and later changes of the rest must not fail for it.
 */
export function refusesReload(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity, code, fatal }) => severity === 'error' && (code !== notYet || fatal))
}

const notYet = 'not-yet'
