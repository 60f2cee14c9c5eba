/** An instance that nothing makes leave: keepalived.conf(5), dont_track_primary. */
import type { Lint } from './lint.ts'

const lists = ['trackInterfaces', 'trackScripts', 'trackFiles', 'trackProcesses', 'trackBfd'] as const

export const linkLossIgnored: Lint = {
  code: 'link-loss-ignored',
  severity: 'note',
  *find({ instances }) {
    for (const { settings, draft } of instances) {
      const at = draft.switches.dontTrackPrimary?.at
      if (at === undefined) continue
      if (lists.some((list) => settings[list].length > 0)) continue
      yield {
        at,
        message: `vrrp_instance ${settings.name} does not follow ${settings.interface}, nor anything else`,
        instead:
          'with its link down it stays master, and the other node becomes master too; add track_interface ' +
          'or track_script',
      }
    }
  },
}
