/**
 * Whether a running daemon takes a configuration that it reads again: the daemon asks at a reload, and
 * `keepalived-ts plan` before one. Refuses to know what a reload would change.
 */
import { type Loaded, refusesReload } from '../load.ts'
import type { Settings } from '../settings.ts'

export type ReloadVerdict =
  | { readonly is: 'accepted'; readonly settings: Settings }
  | {
      readonly is: 'refused'
      /** Diagnostics of that severity. */
      readonly errors: number
      /** There is nothing in it to run, which is taken for an accident. */
      readonly emptied: boolean
    }

export function reloadVerdict(
  applied: Settings,
  next: Pick<Loaded, 'settings' | 'diagnostics'>,
): ReloadVerdict {
  const { settings, diagnostics } = next
  // An empty file is an accident; whoever wants everything to end ends the daemon.
  const emptied = settings !== undefined && hasNothing(settings) && !hasNothing(applied)
  if (settings !== undefined && !refusesReload(diagnostics) && !emptied) return { is: 'accepted', settings }
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length
  return { is: 'refused', errors, emptied }
}

function hasNothing({ vrrp, lvs }: Settings): boolean {
  return vrrp.instances.length === 0 && lvs.services.length === 0
}
