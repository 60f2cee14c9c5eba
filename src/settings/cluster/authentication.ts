/** Passwords of version 2: RFC 2338, 5.3.6. Refuses to show one. */
import { differing, type WireComparison } from './comparison.ts'
import type { Member } from './node.ts'

export const authentication: WireComparison = {
  code: 'cluster-authentication',
  severity: 'error',
  refuses: (from, to) =>
    to.settings.version === 2 && from.settings.version === 2 && secretOf(from) !== secretOf(to),
  find: (cluster) =>
    differing(cluster, {
      key: (member) => (member.settings.version === 2 ? secretOf(member) : ''),
      shown: ({ settings: { authentication: its } }) =>
        its.is === 'none' ? 'has no authentication' : `has auth_type ${its.is.toUpperCase()}`,
      apart: (odd, usual) => {
        const alike = odd.settings.authentication.is === usual.settings.authentication.is
        return alike ? 'has another auth_pass' : undefined
      },
      at: ({ draft }) => draft.authPass ?? draft.authType,
      instead: () => 'each drops the adverts of the other: both become master',
    }),
}

function secretOf({ settings: { authentication: its } }: Member): string {
  return its.is === 'none' ? '' : `${its.is} ${its.password}`
}
