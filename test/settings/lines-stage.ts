/** Lines of addresses, routes and rules in their blocks, on the example host, and what becomes of them. */

import { loadSettings } from '../../src/settings/load.ts'
import { testStatus } from '../../src/settings/test-status.ts'
import type { Understood } from '../../src/settings/understood.ts'
import type { NameTexts } from '../../src/vrrp/name-tables.ts'
import { host as exampleHost, instance, noFiles } from './example-host.ts'

/** With a VRF, which no example needs. */
const host = {
  interfaces: [...exampleHost.interfaces, { name: 'blue', loopback: false, addresses: [], kind: 'vrf' }],
}

const inBlock: Readonly<Record<string, (line: string) => string>> = {
  virtual_ipaddress: (line) =>
    `vrrp_instance A {\ninterface eth0\nvirtual_router_id 10\nvirtual_ipaddress {\n${line}\n}\n}\n`,
  virtual_routes: (line) => instance(`virtual_routes {\n${line}\n}`),
  virtual_rules: (line) => instance(`virtual_rules {\n${line}\n}`),
}

export type Block =
  | 'virtual_ipaddress'
  | 'virtual_routes'
  | 'virtual_rules'
  | 'static_ipaddress'
  | 'static_routes'
  | 'static_rules'

export interface Outcome {
  readonly status: number
  /** Without what is only said because nothing uses it yet. */
  readonly codes: readonly string[]
  readonly messages: readonly string[]
  readonly understood: Understood
}

/** `G` is a track_group of instance A, which stands behind static lines. */
export function outcomeOf(block: Block, line: string, names?: NameTexts): Outcome {
  const whole = inBlock[block]
  return whole === undefined
    ? outcomeOfText(`track_group G {\ngroup { A }\n}\n${block} {\n${line}\n}\n${instance()}`, names)
    : outcomeOfText(whole(line), names)
}

export function outcomeOfText(text: string, names?: NameTexts): Outcome {
  const { diagnostics, understood } = loadSettings({
    file: 'k.conf',
    text,
    read: noFiles,
    host,
    id: 'node',
    ...(names === undefined ? {} : { names }),
  })
  const said = diagnostics.filter(({ code }) => code !== 'no-effect-yet')
  return {
    status: testStatus(diagnostics),
    codes: said.map(({ code }) => code),
    messages: said.map(({ message, instead }) => `${message}: ${instead}`),
    understood,
  }
}
