/** An instance on an interface that nobody has set up. */
import type { Lint } from './lint.ts'

export const interfaceDown: Lint = {
  code: 'interface-down',
  severity: 'note',
  *find({ instances, host }) {
    if (host === undefined) return
    for (const { settings, draft } of instances) {
      const name = settings.interface
      if (name === undefined || !settings.trackPrimary || host.interfaces.get(name)?.up !== false) continue
      yield {
        at: draft.interface?.at ?? draft.name.at,
        message: `${name} is not up on this host now`,
        instead: `vrrp_instance ${settings.name} is in the fault state until it is: ip link set ${name} up`,
      }
    }
  },
}
