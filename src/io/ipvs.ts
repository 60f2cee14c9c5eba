/**
 * The kernel's virtual servers: commands carried out, the table read. What is asked for twice is no error
 * here: a service that is there already is changed, one that is gone already is gone. Refuses to decide what
 * should be there.
 */
import { execFile } from 'node:child_process'
import { err, ok, type Result } from '../base/result.ts'
import { decodeFamily, encodeFindFamily } from '../netlink/generic.ts'
import {
  decodeIpvs,
  decodeVersion,
  encodeGetInfo,
  encodeIpvsCommand,
  encodeListDestinations,
  encodeListServices,
  type IpvsCommand,
  type IpvsDestination,
  type IpvsService,
  ipvsFamilyName,
} from '../netlink/ipvs.ts'
import { messageFlag } from '../netlink/message.ts'
import type { Failure } from './failure.ts'
import type { Native } from './native.ts'
import { type NetlinkAnswer, type NetlinkSocket, openNetlink } from './netlink.ts'

export interface IpvsEntry {
  readonly service: IpvsService
  readonly destinations: readonly IpvsDestination[]
}

export interface Refusal {
  readonly command: IpvsCommand
  readonly failure: Failure
}

export interface Ipvs {
  /** Of the kernel's module, such as '1.2.1'. */
  readonly version: string
  /** In order and all at once; one that is refused does not stop the others. */
  carryOut(commands: readonly IpvsCommand[]): readonly Refusal[]
  /** Every service of the network namespace that has an address, with its destinations. */
  list(): Result<readonly IpvsEntry[], Failure>
  close(): void
}

const doingOpen = 'looking for IPVS in the kernel'
const modprobeMillisecondsMax = 3_000
const modprobePath = '/usr/sbin:/usr/bin:/sbin:/bin'

/** Opens IPVS; where the kernel does not have it, `modprobe ip_vs` is tried once. Needs CAP_NET_ADMIN. */
export async function openIpvs(native: Native): Promise<Result<Ipvs, Failure>> {
  const socket = openNetlink(native, 'generic')
  if (!socket.ok) return socket
  const close = (failure: Failure) => {
    socket.value.close()
    return err(failure)
  }
  let family = findFamily(socket.value)
  if (!family.ok && family.error.code === 'ENOENT') {
    await loadModule()
    family = findFamily(socket.value)
  }
  if (!family.ok) return close(family.error)
  const answer = ask(socket.value, encodeGetInfo(family.value))
  if (answer.is === 'refused') return close({ ...answer.failure, doing: doingOpen })
  const version = answer.messages.map(decodeVersion).find((text) => text !== undefined)
  return ok(conversation(socket.value, family.value, version ?? 'unknown'))
}

function conversation(socket: NetlinkSocket, family: number, version: string): Ipvs {
  const carryOut = (commands: readonly IpvsCommand[]) =>
    socket.exchange(commands.map((command) => encodeIpvsCommand(family, command)))
  return {
    version,
    carryOut(commands) {
      const answers = carryOut(commands)
      return commands.flatMap((command, index) => {
        const answer = answers[index]
        if (answer?.is !== 'refused' || isAlreadySo(command, answer.failure)) return []
        const other = insteadOf(command, answer.failure)
        const second = other === undefined ? answer : carryOut([other])[0]
        return second?.is === 'refused' ? [{ command, failure: meaningOf(command, second.failure) }] : []
      })
    },
    list() {
      const services = socket.dump(encodeListServices(family))
      if (!services.ok) return services
      const entries: IpvsEntry[] = []
      for (const report of services.value.map(decodeIpvs)) {
        if (report?.is !== 'service') continue
        const { service } = report
        const listed = socket.dump(encodeListDestinations(family, service))
        if (!listed.ok) return listed
        const destinations = listed.value.flatMap((message) => {
          const found = decodeIpvs(message)
          return found?.is === 'destination' ? [found.destination] : []
        })
        entries.push({ service, destinations })
      }
      return ok(entries)
    },
    close: () => socket.close(),
  }
}

function findFamily(socket: NetlinkSocket): Result<number, Failure> {
  const answer = ask(socket, encodeFindFamily(ipvsFamilyName, messageFlag.request | messageFlag.ack))
  const family =
    answer.is === 'done'
      ? answer.messages.map(decodeFamily).find((number) => number !== undefined)
      : undefined
  if (family !== undefined) return ok(family)
  const absent = { code: 'ENOENT', text: 'this kernel has no IPVS', doing: doingOpen }
  return err(answer.is === 'refused' && answer.failure.code !== 'ENOENT' ? answer.failure : absent)
}

function ask(socket: NetlinkSocket, request: Uint8Array): NetlinkAnswer {
  const silence: Failure = { code: 'ENOMSG', text: 'the kernel did not answer', doing: doingOpen }
  return socket.exchange([request])[0] ?? { is: 'refused', failure: silence }
}

/** What comes of it shows in the next question to the kernel. */
function loadModule(): Promise<void> {
  return new Promise((resolve) => {
    const options = { timeout: modprobeMillisecondsMax, env: { PATH: modprobePath } }
    execFile('modprobe', ['--quiet', 'ip_vs'], options, () => resolve())
  })
}

/** Nothing is left to do: what was to be removed is not there (ESRCH: not even its service). */
function isAlreadySo(command: IpvsCommand, failure: Failure): boolean {
  if (command.is === 'remove-service' || command.is === 'remove-destination') {
    return failure.code === 'ENOENT' || failure.code === 'ESRCH'
  }
  return false
}

/** The command that leads there from what the kernel has in fact. */
function insteadOf(command: IpvsCommand, failure: Failure): IpvsCommand | undefined {
  switch (command.is) {
    case 'add-service':
      return failure.code === 'EEXIST' ? { ...command, is: 'change-service' } : undefined
    case 'change-service':
      return failure.code === 'ESRCH' ? { ...command, is: 'add-service' } : undefined
    case 'add-destination':
      return failure.code === 'EEXIST' ? { ...command, is: 'change-destination' } : undefined
    case 'change-destination':
      return failure.code === 'ENOENT' ? { ...command, is: 'add-destination' } : undefined
    case 'remove-service':
    case 'remove-destination':
      return undefined
  }
}

/** IPVS gives some errnos a meaning of its own. */
function meaningOf(command: IpvsCommand, failure: Failure): Failure {
  const onService = command.is === 'add-service' || command.is === 'change-service'
  if (onService && failure.code === 'ENOENT') {
    return { ...failure, text: `the kernel has no scheduler ${command.service.scheduler}` }
  }
  if (failure.code === 'ESRCH') return { ...failure, text: 'there is no such virtual server' }
  if (failure.code === 'EPERM') return { ...failure, text: 'not permitted: CAP_NET_ADMIN is needed' }
  return failure
}
