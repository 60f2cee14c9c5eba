/** Virtual addresses that a master has and that answer nobody: RFC 9568, 6.1, Accept_Mode. */
import { ownerPriority } from '../../vrrp/election.ts'
import { alsoAt, lineOf } from './ground.ts'
import type { Lint } from './lint.ts'

export const addressesSilent: Lint = {
  code: 'addresses-silent',
  severity: 'note',
  *find({ instances, draft: { global } }) {
    for (const { settings, draft, addresses } of instances) {
      const [first] = addresses
      if (settings.accept || settings.priority === ownerPriority || first === undefined) continue
      const { accept, strict } = draft.switches
      const at = accept?.at ?? strict?.at ?? draft.name.at
      const everywhere = strict === undefined ? global.strict?.at : undefined
      const why =
        accept === undefined ? everywhere && `vrrp_strict in ${lineOf(everywhere, at)}` : 'no_accept'
      yield {
        at,
        ...alsoAt(accept === undefined ? everywhere : undefined, 'vrrp_strict'),
        message:
          `${why ?? 'strict_mode'} makes the addresses of vrrp_instance ${settings.name} silent ` +
          `(${first.prefix.address}${addresses.length > 1 ? ', ...' : ''})`,
        instead:
          'the master forwards packets, but answers neither ping nor connections to them; ' +
          'with accept (version 3) or without strict mode it does',
      }
    }
  },
}
