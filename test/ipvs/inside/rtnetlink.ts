/**
 * Inside the guest: interfaces and addresses by our own netlink, on a real kernel. Prints what was seen as
 * JSON.
 */
import { type Address, address } from '../../../src/base/address.ts'
import { loadNative } from '../../../src/io/native.ts'
import {
  listAddresses,
  listLinks,
  type NetlinkAnswer,
  openNetlink,
  openRouteMonitor,
} from '../../../src/io/netlink.ts'
import { decodeAddress, encodeAddAddress, encodeRemoveAddress } from '../../../src/netlink/address.ts'
import { decodeLink } from '../../../src/netlink/link.ts'
import type { RtnetlinkSeen } from '../seen.ts'
import { run } from './network.ts'

const native = loadNative()
run('ip', 'link', 'add', 'left', 'type', 'veth', 'peer', 'name', 'right')
for (const name of ['left', 'right']) run('ip', 'link', 'set', name, 'up')

const opened = openNetlink(native, 'route')
if (!opened.ok) throw new Error(opened.error.text)
const socket = opened.value
const index = native.interfaceIndex('left')
const reports: string[] = []
let ownNotifications = 0
let overruns = 0
const monitor = openRouteMonitor(native, {
  onMessages: (messages) => {
    for (const message of messages) {
      const link = decodeLink(message)
      if (link?.is === 'link') reports.push(`${link.link.name} ${link.link.up ? 'up' : 'down'}`)
      const report = decodeAddress(message)
      if (report !== undefined && message.port === socket.port) ownNotifications++
      if (report?.is === 'address-gone' && message.port !== socket.port) {
        reports.push(`gone ${report.address.prefix.address}`)
      }
    }
  },
  onOverrun: () => {
    overruns++
  },
})
if (!monitor.ok) throw new Error(monitor.error.text)

const wish = (given: Address, length: number) => {
  const prefix = { address: given, length }
  return { index, prefix, broadcast: undefined, label: undefined, scope: 0 }
}
const thousand = Array.from({ length: 1000 }, (_, n) => wish(address(`10.78.${n >> 8}.${n & 255}`), 32))
const exchange = (requests: readonly Uint8Array[]) => {
  const answers: NetlinkAnswer[] = []
  for (let at = 0; at < requests.length; at += 100)
    answers.push(...socket.exchange(requests.slice(at, at + 100)))
  return answers
}
const count = (answers: readonly NetlinkAnswer[]) => {
  const counts: Record<string, number> = {}
  for (const answer of answers) {
    const word = answer.is === 'done' ? 'done' : answer.failure.code
    counts[word] = (counts[word] ?? 0) + 1
  }
  return counts
}
const pause = () => new Promise((resolve) => setTimeout(resolve, 300))
const held = () => {
  const listed = listAddresses(socket)
  if (!listed.ok) throw new Error(listed.error.text)
  return listed.value.map((report) => report.address).filter((item) => item.index === index)
}

const links = listLinks(socket)
const added = count(exchange(thousand.map(encodeAddAddress)))
const again = count(exchange(thousand.map(encodeAddAddress)))
const six = count(exchange([encodeAddAddress(wish(address('2001:db8::5'), 128))]))
const present = held()
await pause()
run('ip', 'addr', 'del', '10.78.0.7/32', 'dev', 'left')
await pause()
const removed = count(exchange(thousand.map(encodeRemoveAddress)))
run('ip', 'link', 'set', 'right', 'down')
await pause()
const six6 = present.find((item) => item.prefix.address === '2001:db8::5')

const seen: RtnetlinkSeen = {
  links: links.ok ? links.value.map((report) => (report.is === 'link' ? report.link.name : '')) : [],
  added,
  again,
  six,
  present: present.filter((item) => item.protocol === 18 && item.prefix.length === 32).length,
  sixFlags: six6?.flags ?? 0,
  ownNotifications,
  removed,
  reports: reports.filter((text) => /^gone|^left/.test(text)),
  overruns,
}
monitor.value.close()
socket.close()
console.log(JSON.stringify(seen))
