/**
 * DNS_CHECK: one question over UDP. keepalived.conf(5), DNS_CHECK. Refuses names that no question can carry,
 * RFC 1035 section 2.3.4.
 */

import { err, ok } from '../base/result.ts'
import { fieldsOf } from '../conf/fields.ts'
import { type Given, type Row, setting } from '../conf/rows.ts'
import { utf8Length } from '../conf/text.ts'
import { choice, type Kind } from '../conf/values.ts'
import { type ConnectionDraft, connectionRows, isReachable } from './rows-connection.ts'
import { type CheckedServer, checkBlock } from './rows-draft.ts'
import { type DnsType, dnsTypes } from './settings.ts'

export interface DnsCheckDraft extends ConnectionDraft {
  readonly is: 'dns'
  type?: Given<DnsType>
  name?: Given<string>
}

const put = fieldsOf<DnsCheckDraft>()

/** Bytes of a label, and of a whole name as text: 255 on the wire less its first and its last length. */
const labelMax = 63
const nameMax = 253

/** A dot at the end changes nothing; nothing at all is the root. */
export const domainName: Kind<string> = {
  shape: 'DOMAIN',
  read: (word) => {
    const name = word.endsWith('.') ? word.slice(0, -1) : word
    if (name === '') return ok('.')
    const labels = name.split('.')
    if (labels.includes('')) return err({ code: 'not-a-value', problem: 'has an empty label' })
    if (labels.some((label) => utf8Length(label) > labelMax)) {
      return err({ code: 'too-long', problem: `has a label of more than ${labelMax} bytes` })
    }
    if (utf8Length(name) > nameMax) {
      return err({ code: 'too-long', problem: `is longer than ${nameMax} bytes` })
    }
    return ok(name)
  },
}

const dnsRows: readonly Row<DnsCheckDraft>[] = [
  setting('type', {
    kind: choice(dnsTypes, { anyCase: true }),
    about: 'Type of the record to ask for',
    default: 'SOA',
    put: put('type'),
  }),
  setting('name', {
    kind: domainName,
    repeat: 'first-wins',
    about: 'Domain name to ask for',
    default: '. (the root)',
    put: put('name'),
  }),
  ...connectionRows({}, { retry: '3', delayBeforeRetry: 'delay_loop' }),
]

export const dnsCheckRow: Row<CheckedServer<DnsCheckDraft>> = checkBlock('DNS_CHECK', {
  later: true,
  about: 'The server is up when it answers a DNS question without an error code',
  rows: dnsRows,
  open: (head): DnsCheckDraft => ({ ...head, is: 'dns', timing: {} }),
  isWhole: isReachable,
})
