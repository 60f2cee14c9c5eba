/** A virtual address that says another length of the network that it is in than the host has. */
import { familyOf, formatPrefix, fullLength } from '../../base/address.ts'
import type { Lint } from './lint.ts'

export const addressLengthDiffers: Lint = {
  code: 'address-length-differs',
  severity: 'warning',
  *find({ instances, host }) {
    if (host === undefined) return
    for (const { addresses } of instances) {
      for (const { prefix, on, at } of addresses) {
        if (prefix.length === fullLength(familyOf(prefix.address))) continue
        const here = host.networks.around(prefix.address).filter((one) => one.interface === on)
        const [nearest] = here
        if (nearest === undefined || here.some(({ network }) => network.length === prefix.length)) continue
        const wider = prefix.length < nearest.network.length
        yield {
          at,
          message: `${formatPrefix(prefix)} is in the network ${formatPrefix(nearest.network)} of ${on}`,
          instead: wider
            ? 'the master looks on this link for hosts that are behind its routers, and loses them'
            : 'the master has a second, smaller network there: its answers to the rest come another way',
        }
      }
    }
  },
}
