/** Real servers that nobody looks at. */
import type { Lint } from './lint.ts'
import { nameOf } from './service-addresses.ts'

export const realServerUnchecked: Lint = {
  code: 'real-server-unchecked',
  severity: 'warning',
  *find({ services }) {
    for (const { settings, draft } of services) {
      const unchecked = draft.realServers.filter(({ checks }) => checks.length === 0)
      const [first, ...others] = unchecked
      if (first === undefined) continue
      const { address, port, at } = first.head
      const more = others.length === 0 ? 'has' : `and ${others.length} more have`
      yield {
        at,
        message:
          `real_server ${address}${port === 0 ? '' : ` ${port}`} ${more} no check ` +
          `(virtual_server ${nameOf(settings)})`,
        instead: 'it gets connections whether it is alive or not; add TCP_CHECK for instance',
      }
    }
  },
}
