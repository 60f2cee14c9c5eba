/**
 * The mails that tell of a change of state, byte for byte as keepalived writes them: headers, subjects,
 * texts. RFC 5322. Refuses to send them.
 */
import type { MailEvent } from './dues.ts'

export interface Letterhead {
  /** Name of this node. */
  readonly routerId: string
  /** As written: `Name <address>` or an address. */
  readonly from: string
  readonly to: readonly string[]
}

export interface Letter {
  /** Addresses alone. */
  readonly from: string
  readonly to: readonly string[]
  /** Headers and text; lines end with CR LF. */
  readonly message: string
}

/** `date`: of now, as RFC 5322 section 3.3 writes it. */
export function letterOf(event: MailEvent, head: Letterhead, date: string): Letter {
  const lines = [
    `Date: ${date}`,
    `From: ${mailbox(head.from)}`,
    `Subject: ${subjectOf(event, head.routerId)}`,
    'X-Mailer: Keepalived',
    `To: ${head.to.map(mailbox).join(',\r\n ')}`,
    '',
    textOf(event),
    '',
  ]
  return { from: addressIn(head.from), to: head.to.map(addressIn), message: `${lines.join('\r\n')}\r\n` }
}

export function subjectOf({ of, name, state }: MailEvent, routerId: string): string {
  const about = of === 'instance' ? `VRRP Instance ${name}` : `VRRP Group ${name}`
  return `[${routerId}] ${about} - ${titles[state]}`
}

const titles: Readonly<Record<MailEvent['state'], string>> = {
  MASTER: 'Entering MASTER state',
  BACKUP: 'Entering BACKUP state',
  FAULT: 'Entering FAULT state',
  STOP: 'Stopping',
  DELETED: 'Deleted',
}

function textOf({ of, state }: MailEvent): string {
  if (state === 'DELETED') return '=> VRRP Deleted at reload <='
  if (of === 'group') {
    return state === 'STOP'
      ? '=> All VRRP group instances are now stopped <='
      : `=> All VRRP group instances are now in ${state} state <=`
  }
  const owns = state === 'MASTER' ? 'is now' : 'is no longer'
  return `=> VRRP Instance ${owns} owning VRRP VIPs <=`
}

/** What stands between < and >, else the whole. */
function addressIn(written: string): string {
  return /<([^<>]*)>\s*$/.exec(written)?.[1]?.trim() ?? written.trim()
}

/** RFC 5322 section 3.4: a display name with special characters stands in quotes. */
function mailbox(written: string): string {
  const [, name = '', address] = /^(.*?)\s*<([^<>]*)>\s*$/.exec(written) ?? []
  if (address === undefined || name === '') return written
  const isQuoted = name.startsWith('"') && name.endsWith('"')
  if (isQuoted || !/[()<>[\]:;@\\,."]/.test(name)) return `${name} <${address}>`
  return `"${name.replace(/[\\"]/g, '\\$&')}" <${address}>`
}
