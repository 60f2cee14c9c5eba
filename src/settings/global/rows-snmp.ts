/**
 * What others can ask and hear of the daemon: SNMP and D-Bus. keepalived.conf(5), enable_snmp_* and
 * enable_dbus.
 */
import type { Span } from '../../base/span.ts'
import type { Micros } from '../../base/time.ts'
import { fieldsOf, mayLack, oneWord } from '../../conf/fields.ts'
import { flag, type Given, type Row, setting } from '../../conf/rows.ts'
import { seconds, text } from '../../conf/values.ts'

export interface ServersDraft {
  snmpSocket?: Given<string>
  snmpTraps?: Span
  snmpVrrp?: Span
  snmpChecker?: Span
  snmpRfc?: Span
  snmpRfc2787?: Span
  snmpRfc6527?: Span
  snmpVirtualServersEvery?: Given<Micros>
  snmpRealServersEvery?: Given<Micros>
  dbus?: Span
  dbusServiceName?: Given<string>
  dbusNoInterfaceName?: Given<string>
}

const put = fieldsOf<ServersDraft>()
/** PATH_MAX without the byte that ends it. */
const socket = text('SOCKET', 4095)
const age = seconds({ min: 0.001, max: 30, digits: 6 })

function switchRow(keyword: string, about: string, field: SwitchField): Row<ServersDraft> {
  return flag(keyword, { about, default: 'off', later: true, put: put(field) })
}

type SwitchField =
  | 'snmpTraps'
  | 'snmpVrrp'
  | 'snmpChecker'
  | 'snmpRfc'
  | 'snmpRfc2787'
  | 'snmpRfc6527'
  | 'dbus'

export const serverRows: readonly Row<ServersDraft>[] = [
  oneWord(
    setting('snmp_socket', {
      kind: socket,
      about: 'Address of the AgentX master agent: unix:PATH, udp:HOST:PORT or tcp:HOST:PORT',
      default: 'unix:/var/agentx/master',
      repeat: 'first-wins',
      later: true,
      put: put('snmpSocket'),
    }),
  ),
  switchRow('enable_traps', 'Send SNMP traps', 'snmpTraps'),
  {
    ...switchRow('enable_snmp_vrrp', 'Answer SNMP about VRRP by KEEPALIVED-MIB', 'snmpVrrp'),
    synonyms: ['enable_snmp_keepalived'],
  },
  switchRow('enable_snmp_checker', 'Answer SNMP about virtual servers by KEEPALIVED-MIB', 'snmpChecker'),
  switchRow('enable_snmp_rfc', 'Answer SNMP about VRRP by VRRP-MIB and VRRPV3-MIB', 'snmpRfc'),
  switchRow('enable_snmp_rfcv2', 'Answer SNMP about VRRP by VRRP-MIB, RFC 2787', 'snmpRfc2787'),
  switchRow('enable_snmp_rfcv3', 'Answer SNMP about VRRP by VRRPV3-MIB, RFC 6527', 'snmpRfc6527'),
  setting('snmp_vs_stats_update_interval', {
    kind: age,
    about: 'Age at which counters of virtual servers are read from the kernel again',
    default: '5',
    since: '2.3.0',
    later: true,
    put: put('snmpVirtualServersEvery'),
  }),
  setting('snmp_rs_stats_update_interval', {
    kind: age,
    about: 'Age at which counters of real servers are read from the kernel again',
    default: 'snmp_vs_stats_update_interval',
    since: '2.3.0',
    later: true,
    put: put('snmpRealServersEvery'),
  }),
  switchRow('enable_dbus', 'Offer the state of instances, and what can be asked of them, on D-Bus', 'dbus'),
  mayLack(
    setting('dbus_service_name', {
      kind: text('NAME'),
      about: 'Name of the service on D-Bus',
      default: 'org.keepalived.Vrrp1',
      later: true,
      put: put('dbusServiceName'),
    }),
  ),
  mayLack(
    setting('dbus_no_interface_name', {
      kind: text('NAME'),
      about: 'Element for the interface in the D-Bus object path of instances that have none',
      default: 'none',
      since: '2.3',
      later: true,
      put: put('dbusNoInterfaceName'),
    }),
  ),
]
