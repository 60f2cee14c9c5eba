/** A unicast peer that is this node. */
import type { Lint } from './lint.ts'

export const peerIsSelf: Lint = {
  code: 'peer-is-self',
  severity: 'warning',
  *find({ instances, host }) {
    for (const { settings, draft } of instances) {
      for (const { address } of draft.unicast.peers) {
        const isSource = settings.source === address.value
        const own = isSource ? undefined : host?.ownAddresses.get(address.value)
        if (!isSource && own === undefined) continue
        yield {
          at: address.at,
          message:
            `unicast_peer ${address.value} is this node: ` +
            `${isSource ? 'its source address' : `on ${own}`}`,
          instead:
            settings.unicast?.peers.length === 1
              ? 'nobody else hears its adverts: both nodes become master'
              : 'the node sends its adverts to itself too; list the other nodes only',
        }
      }
    }
  },
}
