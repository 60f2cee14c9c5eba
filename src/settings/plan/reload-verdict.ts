/**
 * Whether a running daemon takes a configuration that it reads again: the daemon asks at a reload, and
 * `keepalived-ts plan` before one. Refuses to know what a reload would change.
 */
import type { Diagnostic } from '../../conf/diagnostics.ts'
import { type Loaded, refusesReload } from '../load.ts'
import { hasNothing } from '../nothing-runs.ts'
import type { Settings } from '../settings.ts'
import type { Understood } from '../understood.ts'

export type ReloadVerdict =
  | { readonly is: 'accepted'; readonly settings: Settings }
  | {
      readonly is: 'refused'
      /** Diagnostics of that severity. */
      readonly errors: number
      /** There is nothing in it to run, which is taken for an accident. */
      readonly emptied: boolean
      /** Included files that are there and cannot be read: what stands in them may be running. */
      readonly unusable: readonly Diagnostic[]
    }

export function reloadVerdict(
  applied: Settings,
  next: Pick<Loaded, 'settings' | 'understood' | 'diagnostics'>,
): ReloadVerdict {
  const { settings, diagnostics } = next
  // An empty file is an accident; whoever wants everything to end ends the daemon.
  const emptied = settings !== undefined && hasNothing(settings) && !hasNothing(applied)
  const unusable = diagnostics.filter(({ code }) => unusableCodes.has(code))
  const isGood = settings !== undefined && !refusesReload(diagnostics) && !emptied && unusable.length === 0
  if (isGood && !losesWhatRuns(applied, { ...next, settings })) return { is: 'accepted', settings }
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length
  return { is: 'refused', errors, emptied, unusable }
}

const unusableCodes: ReadonlySet<string> = new Set(['include-unusable', 'include-not-text'])

/** What runs must not end because the new text asks of it what keepalived-ts cannot do yet. */
function losesWhatRuns(
  applied: Settings,
  { settings, understood }: { readonly settings: Settings; readonly understood: Understood },
): boolean {
  const wanted = namesOf(understood)
  const kept = namesOf(settings)
  return [...namesOf(applied)].some((name) => wanted.has(name) && !kept.has(name))
}

interface Whole {
  readonly lvs: Pick<Understood['lvs'], 'services'>
}

/** Of virtual servers, by what the kernel knows them by. */
function namesOf({ lvs }: Whole): ReadonlySet<string> {
  const names = new Set<string>()
  for (const service of lvs.services) {
    if (service.is !== 'address') continue
    names.add(`virtual_server ${service.address} ${service.port} ${service.protocol}`)
  }
  return names
}
