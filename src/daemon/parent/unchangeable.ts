/**
 * What a running daemon keeps until it is started anew, whatever a reload says: where it works and what it is
 * called. keepalived.conf(5), net_namespace, instance, nftables.
 */
import type { FirewallSettings, GlobalSettings } from '../../settings/global/settings.ts'
import type { Settings } from '../../settings/settings.ts'

/** The settings to run, and what of the new ones was not taken, in the words of the log. */
export function keepUnchangeable(
  applied: Settings,
  next: Settings,
): { readonly settings: Settings; readonly kept: readonly string[] } {
  const kept: string[] = []
  let { global } = next
  const keep = (what: string, same: boolean, old: (global: GlobalSettings) => GlobalSettings) => {
    if (same) return
    kept.push(what)
    global = old(global)
  }
  const { namespace, namespaceOfIpvs, instance, pidDirectory, files, vrrp } = applied.global
  keep('network namespace', namespace === global.namespace, (now) => ({ ...now, namespace }))
  keep('IPVS network namespace', namespaceOfIpvs === global.namespaceOfIpvs, (now) => ({
    ...now,
    namespaceOfIpvs,
  }))
  keep('instance name', instance === global.instance, (now) => ({ ...now, instance }))
  global = { ...global, pidDirectory }
  keep('tmp_config_directory', files.temporaryDirectory === global.files.temporaryDirectory, (now) => ({
    ...now,
    files: { ...now.files, temporaryDirectory: files.temporaryDirectory },
  }))
  keep('disable_local_igmp', vrrp.disableLocalIgmp === global.vrrp.disableLocalIgmp, (now) => ({
    ...now,
    vrrp: { ...now.vrrp, disableLocalIgmp: vrrp.disableLocalIgmp },
  }))
  const { firewall } = applied.global
  const [table, nextTable] = [tableOf(firewall), tableOf(global.firewall)]
  const isRenamed = table !== undefined && nextTable !== undefined && table !== nextTable
  keep('nftables table name', !isRenamed, (now) => ({
    ...now,
    firewall: { ...now.firewall, backend: firewall.backend },
  }))
  return {
    settings: kept.length === 0 && pidDirectory === next.global.pidDirectory ? next : { ...next, global },
    kept,
  }
}

/** Only a change of its name counts: a table may come or go as a whole. */
function tableOf({ backend }: FirewallSettings): string | undefined {
  return backend.is === 'nftables' ? backend.table : undefined
}
