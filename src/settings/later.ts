/**
 * Words that keepalived knows and that have no effect here yet, by the block they stand in; a final `{` marks
 * those with a block of their own. A word leaves this list by getting a row. Refuses nothing: it is only
 * data.
 */
import type { LaterWords } from '../conf/vocabulary.ts'
import { laterGlobals } from './later-globals.ts'

export const laterWords: LaterWords = {
  '': 'track_group{ static_ipaddress{ static_routes{ static_rules{',
  global_defs: laterGlobals,
  vrrp_instance: `use_vmac_addr vmac_xmit_base unicast_fault_no_peer check_unicast_src
    old_unicast_checksum dont_track_primary track_src_ip unicast_ttl
    no_virtual_ipaddress promote_secondaries linkbeat_use_polling v3_checksum_as_v2 virtual_routes{
    virtual_rules{ no_accept skip_check_adv_addr strict_mode preempt_delay debug 
    lvs_sync_daemon_interface
    garp_master_refresh garp_master_refresh_repeat timer_expired_backup thread_timer_expired garp_extra_if
    vmac_garp_intvl lower_prio_no_advert higher_prio_send_advert owner_ignore_adverts kernel_rx_buf_size`,
  'vrrp_instance/auth_hmac': 'key active_key time_window anti_replay mode',
  track_group: 'group{',
}
