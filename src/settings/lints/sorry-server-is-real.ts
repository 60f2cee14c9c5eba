/** A sorry server that is one of those that it stands in for. */
import { alsoAt, lineOf } from './ground.ts'
import type { Lint } from './lint.ts'
import { nameOf } from './service-addresses.ts'

export const sorryServerIsReal: Lint = {
  code: 'sorry-server-is-real',
  severity: 'note',
  *find({ services }) {
    for (const { settings, draft } of services) {
      const { sorryServer } = draft
      if (sorryServer === undefined) continue
      const { address, port, at } = sorryServer.head
      const same = draft.realServers.find(({ head }) => head.address === address && head.port === port)
      if (same === undefined) continue
      yield {
        at,
        ...alsoAt(same.head.at, 'the real server'),
        message:
          `sorry_server ${address} is also a real server of virtual_server ${nameOf(settings)} ` +
          `(${lineOf(same.head.at, at)})`,
        instead: 'when all real servers are down, everything goes to one of those that are down',
      }
    }
  },
}
