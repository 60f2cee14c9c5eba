/** The addresses that a virtual server is reached by; one alone of each line of a group that is no range. */
import type { Address } from '../../base/address.ts'
import type { ServiceSettings } from '../../lvs/settings.ts'

export interface ServedAddress {
  readonly address: Address
  /** 0: any. */
  readonly port: number
}

export function addressesOf(service: ServiceSettings): readonly ServedAddress[] {
  switch (service.is) {
    case 'address':
      return [{ address: service.address, port: service.port }]
    case 'fwmark':
      return []
    case 'group':
      return service.entries.flatMap((entry) =>
        entry.is === 'addresses' && entry.first === entry.last
          ? [{ address: entry.first, port: entry.port }]
          : [],
      )
  }
}

/** For messages: as in the configuration, with the address of a group that is meant. */
export function nameOf(service: ServiceSettings, served?: ServedAddress): string {
  const text = served && `${served.address}${served.port === 0 ? '' : ` ${served.port}`}`
  switch (service.is) {
    case 'address':
      return `${service.address}${service.port === 0 ? '' : ` ${service.port}`}`
    case 'fwmark':
      return `fwmark ${service.mark}`
    case 'group':
      return `group ${service.group}${text === undefined ? '' : ` (${text})`}`
  }
}
