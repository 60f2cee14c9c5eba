/** Follows the addresses of a host as the kernel reports them, so that a test can say what never left. */
import { type Host, startTool } from './network.ts'
import { pause, type Story, story } from './wait.ts'

export interface AddressChange {
  /** When the lab read it, microseconds since 1970. */
  readonly at: number
  readonly deleted: boolean
  readonly address: string
  readonly interface: string
}

export interface AddressWatch {
  readonly changes: Story<AddressChange>
}

/** `Deleted 2: eth0    inet 10.0.0.100/32 scope global eth0\       valid_lft forever ...` */
const shape = /^(Deleted )?\d+: (\S+)\s+inet6? ([0-9a-f.:]+)/

/** Starts to follow; ends with the lab. */
export async function watchAddresses(host: Host): Promise<AddressWatch> {
  const child = startTool(host, ['ip', '-4', '-o', 'monitor', 'address'])
  const changes = story<AddressChange>()
  let rest = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    const at = Date.now() * 1000
    const lines = (rest + chunk.toString()).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const [, deleted, name = '', address = ''] = shape.exec(line) ?? []
      if (address !== '') changes.add({ at, deleted: deleted !== undefined, address, interface: name })
    }
  })
  // `ip monitor` says nothing when it has subscribed; it does so within a few milliseconds.
  await pause(0.2)
  return { changes }
}
