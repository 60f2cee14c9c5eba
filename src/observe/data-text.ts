/**
 * keepalived.data, section by section in keepalived's words and indentation, from VRRP Topology on. What only
 * keepalived's own program has (descriptor numbers) is left out. Global definitions are settings' business.
 */
import type { HostInterface } from '../base/host-interface.ts'
import { micros, toSeconds } from '../base/time.ts'
import { instanceLines, notifyLines } from './data-instance.ts'
import { type Clock, dated } from './data-time.ts'
import { addressText, routeText, ruleText, socketOf, workingOf } from './holding-text.ts'
import { commandText } from './json-status.ts'
import { courseTexts, type ProcessSnapshot, type Snapshot } from './snapshot.ts'

/** `clock`: how a moment is shown in this place's time. Ends with a line break unless there is nothing. */
export function dataText(snapshot: Snapshot, clock: Clock): string {
  const lines = [
    ...staticLines(snapshot),
    ...titled(
      'VRRP Topology',
      snapshot.router.instances.flatMap((one) => instanceLines(one, snapshot, clock)),
    ),
    ...titled('VRRP Sockpool', socketLines(snapshot)),
    ...titled('VRRP Sync groups', groupLines(snapshot)),
    ...titled('VRRP Scripts', scriptLines(snapshot)),
    ...titled('VRRP Track files', fileLines(snapshot)),
    ...titled(
      'VRRP Track processes',
      snapshot.processes.flatMap((one) => processLines(one, snapshot)),
    ),
    ...titled('Interfaces', interfaceLines(snapshot, clock)),
  ]
  return lines.map((line) => `${line}\n`).join('')
}

/** Nothing without lines: keepalived leaves such sections out. */
function titled(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`------< ${title} >------`, ...lines]
}

function staticLines({ statics }: Snapshot): readonly string[] {
  const addresses = statics.addresses.map((one) => `     ${addressText(one, one.interface ?? '')} set`)
  return [
    ...titled('Static Addresses', addresses),
    ...titled(
      'Static Routes',
      statics.routes.map((one) => `     ${routeText(one)}`),
    ),
    ...titled(
      'Static Rules',
      statics.rules.map((one) => `     ${ruleText(one)}`),
    ),
  ]
}

function socketLines({ router }: Snapshot): readonly string[] {
  const sockets = new Map<string, string[]>()
  for (const { settings } of router.instances) {
    const family = settings.family === 'ipv4' ? 'IPv4' : 'IPv6'
    const head = [
      `   Interface = ${socketOf(settings)}`,
      `   Family = ${family}`,
      `   Protocol = ${settings.authentication.is === 'ah' ? 'AH' : 'VRRP'}`,
      `   Type = ${settings.unicast === undefined ? 'Multicast' : 'Unicast'}`,
      ...(settings.unicast !== undefined && settings.source !== undefined
        ? [`   Address = ${settings.source}`]
        : []),
      `   Rx buf size = ${settings.receiveBufferBytes ?? 0}`,
    ].join('\n')
    const members = sockets.get(head) ?? []
    sockets.set(head, [...members, `     ${settings.name} vrid ${settings.vrid}`])
  }
  return [...sockets].flatMap(([head, members]) => [
    ' Socket',
    ...head.split('\n'),
    '   VRRP instances',
    ...members,
  ])
}

function groupLines({ router, notify, reports }: Snapshot): readonly string[] {
  return router.groups.flatMap((group) => [
    ` VRRP Sync Group = ${group.name}, ${group.state}`,
    `   Num member fault ${group.faulted}, num member init ${group.undecided}`,
    '   VRRP member instances :',
    ...group.members.map((name) => `     ${name}`),
    `   Using smtp notification = ${reports.groups[group.name]?.mail === true ? 'yes' : 'no'}`,
    ...notifyLines(notify.groups[group.name], undefined),
  ])
}

function scriptLines(snapshot: Snapshot): readonly string[] {
  return snapshot.scripts.flatMap((script) => {
    const verdict = snapshot.verdicts.find((one) => one.of === 'script' && one.name === script.name)
    const isGood = verdict?.of === 'script' ? verdict.verdict === 'good' : undefined
    const tracking = trackers(snapshot, 'trackScripts', script.name)
    const course = snapshot.courses[script.name]
    return [
      ` VRRP Script = ${script.name}`,
      `   Command = ${commandText(script.command)}`,
      `   Interval = ${toSeconds(script.interval)} sec`,
      `   Timeout = ${toSeconds(script.timeout)} sec`,
      `   Rise = ${script.rise}`,
      `   Fall = ${script.fall}`,
      ...(course?.result === undefined ? [] : [`   Result = ${course.result}`]),
      '   Insecure = no',
      `   Init state = ${script.initFail ? 'failed' : 'unknown'}`,
      `   Status = ${isGood === undefined ? 'INIT' : isGood ? 'GOOD' : 'BAD'}`,
      ...(script.command.user === undefined ? [] : [`   Script user = ${script.command.user}`]),
      '   Tracking instances :',
      ...tracking,
      `   State = ${courseTexts[course?.is ?? 'idle']}`,
    ]
  })
}

function fileLines(snapshot: Snapshot): readonly string[] {
  return snapshot.files.flatMap((file) => {
    const verdict = snapshot.verdicts.find((one) => one.of === 'file' && one.name === file.name)
    return [
      ` Track file = ${file.name}`,
      `   File = ${file.path}`,
      `   Status = ${verdict?.of === 'file' ? verdict.value : 0}`,
      `   Weight = ${file.weight}${file.reverse ? ' reverse' : ''}`,
      '   Tracking instances :',
      ...trackers(snapshot, 'trackFiles', file.name),
    ]
  })
}

function processLines({ settings, ...counted }: ProcessSnapshot, snapshot: Snapshot): readonly string[] {
  const running = (isRunning: boolean) => (isRunning ? 'running' : 'not running')
  return [
    ` VRRP Track process = ${settings.name}`,
    `   Process = ${settings.process}`,
    ...(settings.parameters.length === 0 ? [] : [`   Parameters = ${settings.parameters.join(' ')}`]),
    ...(settings.match === 'any' ? [] : [`   Parameter matching = ${settings.match}`]),
    `   Min processes = ${settings.quorum}`,
    ...(settings.quorumMax === undefined ? [] : [`   Max processes = ${settings.quorumMax}`]),
    `   Current processes = ${counted.current}`,
    `   Have quorum = ${counted.quorum}`,
    `   Terminate delay = ${toSeconds(settings.terminateDelay).toFixed(6)}s`,
    `   Fork delay = ${toSeconds(settings.forkDelay).toFixed(6)}s`,
    `   Fork delay timer ${running(counted.forkTimer)}`,
    `   Terminate delay timer ${running(counted.terminateTimer)}`,
    `   Full command = ${settings.fullCommand}`,
    '   Tracking instances :',
    ...trackers(snapshot, 'trackProcesses', settings.name),
  ]
}

function trackers(
  { router }: Snapshot,
  list: 'trackScripts' | 'trackFiles' | 'trackProcesses' | 'trackInterfaces',
  name: string,
): readonly string[] {
  return router.instances.flatMap(({ settings }) =>
    settings[list]
      .filter((track) => track.name === name)
      .map(({ weight, reverse }) => `     ${settings.name}, weight ${weight}${reverse ? ' reverse' : ''}`),
  )
}

function interfaceLines(snapshot: Snapshot, clock: Clock): readonly string[] {
  const { interfaces, router, wallOffset } = snapshot
  return interfaces.flatMap((one) => {
    const link = router.links.find((view) => view.interface === one.name)
    const [ipv4 = [], ipv6 = []] = [
      one.addresses.filter((a) => !a.includes(':')),
      one.addresses.filter((a) => a.includes(':')),
    ]
    const changesAt = link?.changesAt
    return [
      ` Name = ${one.name}`,
      `   IPv4 address = ${ipv4[0] ?? '(none)'}`,
      ...(ipv4.length > 1
        ? ['   Additional IPv4 addresses :', ...ipv4.slice(1).map((a) => `     ${a}`)]
        : []),
      `   IPv6 address = ${ipv6[0] ?? '(none)'}`,
      ...(ipv6.length > 1
        ? ['   Additional IPv6 addresses :', ...ipv6.slice(1).map((a) => `     ${a}`)]
        : []),
      ...(one.mac === undefined || one.loopback ? [] : [`   MAC = ${one.mac}`]),
      `   State = ${stateText(one, link?.up)}`,
      ...(link === undefined ? [] : [`   Seen up = ${link.seenUp ? 1 : 0}`]),
      `   Delayed state change running = ${changesAt !== undefined}`,
      ...(changesAt === undefined
        ? []
        : [`   Delayed state change = ${dated(micros(changesAt + wallOffset), clock)}`]),
      ...(isVirtual(one)
        ? [`   ${one.kind === 'ipvlan' ? 'IPVLAN' : 'VMAC'}, underlying interface = ${one.base}`]
        : []),
      ...(one.mtu === undefined ? [] : [`   MTU = ${one.mtu}`]),
      `   HW Type = ${one.loopback ? 'LOOPBACK' : one.ethernet === false ? 'UNKNOWN' : 'ETHERNET'}`,
      '   NIC netlink status update',
      ...ofInterface(snapshot, one.name),
    ]
  })
}

function isVirtual({ kind, base }: HostInterface): boolean {
  return base !== undefined && (kind === 'macvlan' || kind === 'ipvlan')
}

function stateText({ up, loopback, multicast }: HostInterface, running: boolean | undefined): string {
  return [
    up === true ? 'UP' : 'DOWN',
    up === true && running !== false ? 'RUNNING' : 'not RUNNING',
    ...(loopback ? ['loopback'] : []),
    ...(multicast === false ? ['no multicast'] : []),
  ].join(', ')
}

/** Those that work there count with weight 0, as keepalived tracks its own interface. */
function ofInterface(snapshot: Snapshot, name: string): readonly string[] {
  const own = snapshot.router.instances
    .filter(
      ({ settings }) =>
        workingOf(settings) === name && !settings.trackInterfaces.some((track) => track.name === name),
    )
    .map(({ settings }) => `     ${settings.name}, weight 0`)
  const all = [...own, ...trackers(snapshot, 'trackInterfaces', name)]
  return all.length === 0 ? [] : ['   Tracking VRRP instances :', ...all]
}
