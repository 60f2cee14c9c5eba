/** The configurations in which the texts of conformance.jsonl stand, by the name of the place. */
import { instance, service } from './example-host.ts'

export const around: Readonly<Record<string, (text: string) => string>> = {
  root: (text) => text,
  global: (text) => `global_defs {\n${text}\n}\n`,
  instance: (text) => instance(text),
  'instance without address': (text) =>
    `vrrp_instance A {\ninterface eth0\nvirtual_router_id 10\n${text}\n}\n`,
  'empty instance': (text) => `vrrp_instance A {\n${text}\n}\n`,
  addresses: (text) =>
    `vrrp_instance A {\ninterface eth0\nvirtual_router_id 10\nvirtual_ipaddress {\n10.0.0.1\n${text}\n}\n}\n`,
  'addresses of IPv6': (text) => instance().replace('{ 10.0.0.1 }', () => `{\nfe80::1\n${text}\n}`),
  'static addresses': (text) => `static_ipaddress {\n${text}\n}\n`,
  routes: (text) => instance(`virtual_routes {\n${text}\n}`),
  rules: (text) => instance(`virtual_rules {\n${text}\n}`),
  bfd: (text) => `bfd_instance b {\nneighbor_ip 192.0.2.3\n${text}\n}\n`,
  script: (text) => `vrrp_script s {\nscript /bin/true\n${text}\n}\n`,
  'virtual server': (text) => service(text),
  'virtual server head': (text) => service().replace('192.0.2.9 80', () => text),
  group: (text) => `virtual_server_group g {\n${text}\n}\n${service().replace('192.0.2.9 80', 'group g')}`,
  'real server': (text) => service('', text),
  'real server without check': (text) => service('', text).replace('TCP_CHECK {\n}\n', ''),
  request: (text) => service('', `HTTP_GET {\nurl {\npath /\n${text}\n}\n}`).replace('TCP_CHECK {\n}\n', ''),
  check: (text) => service().replace('TCP_CHECK {\n', () => `TCP_CHECK {\n${text}\n`),
}
