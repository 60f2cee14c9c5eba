/**
 * Words that keepalived knows and that have no effect here yet, by the block they stand in; a final `{` marks
 * those with a block of their own. A word leaves this list by getting a row. Refuses nothing: it is only
 * data.
 */
import type { LaterWords } from '../conf/vocabulary.ts'
import { laterGlobals } from './later-globals.ts'

const connection = 'bindto bind_port bind_if fwmark log_all_failures'
const timing = 'retry delay_before_retry warmup delay_loop alpha log_all_failures'
const connecting = `connect_ip connect_port bindto bind_port bind_if connect_timeout fwmark ${timing}`
const http = `${connecting} nb_get_retry virtualhost http_protocol enable_sni sni_name fast_recovery url{`
const url = `path digest status_code virtualhost regex regex_no_match regex_options regex_min_offset
  regex_max_offset regex_stack`
const trackers = 'track_interface{ track_file{ track_process{ track_bfd{'
const servers = 'virtual_server/real_server'

export const laterWords: LaterWords = {
  '': `linkbeat_use_polling namespace_with_ipsets use_pid_dir instance
    child_wait_time track_group{ static_ipaddress{ static_routes{ static_rules{ garp_group{
    linkbeat_interfaces{ vrrp_track_process{ interface_up_down_delays{ SSL{
    bfd_instance{ track_file{ vrrp_track_file{`,
  global_defs: laterGlobals,
  vrrp_sync_group: `${trackers} track_script{ smtp_alert notify_priority_changes`,
  vrrp_instance: `${trackers} use_vmac_addr vmac_xmit_base unicast_fault_no_peer check_unicast_src
    old_unicast_checksum dont_track_primary track_src_ip unicast_ttl
    no_virtual_ipaddress promote_secondaries linkbeat_use_polling v3_checksum_as_v2 virtual_routes{
    virtual_rules{ no_accept skip_check_adv_addr strict_mode preempt_delay debug notify_deleted
    notify_master_rx_lower_pri smtp_alert notify_priority_changes lvs_sync_daemon_interface
    garp_master_refresh garp_master_refresh_repeat timer_expired_backup thread_timer_expired garp_extra_if
    vmac_garp_intvl lower_prio_no_advert higher_prio_send_advert owner_ignore_adverts kernel_rx_buf_size`,
  vrrp_script: 'init_fail',
  [`${servers}/TCP_CHECK`]: connection,
  // Inside blocks that are left out as a whole: known only so that a word in the wrong place finds its home.
  [`${servers}/MISC_CHECK`]: `${timing} misc_path misc_timeout misc_dynamic user`,
  [`${servers}/SMTP_CHECK`]: `${connecting} helo_name host{`,
  [`${servers}/SMTP_CHECK/host`]: connecting,
  [`${servers}/PING_CHECK`]: connecting,
  [`${servers}/UDP_CHECK`]: `${connecting} payload require_reply min_reply_length max_reply_length`,
  [`${servers}/HTTP_GET`]: http,
  [`${servers}/HTTP_GET/url`]: url,
  [`${servers}/SSL_GET`]: `${http} tls_compliant`,
  [`${servers}/SSL_GET/url`]: `${url} tls_compliant`,
  [`${servers}/DNS_CHECK`]: `${connecting} type name`,
  [`${servers}/FILE_CHECK`]: 'track_file weight',
  [`${servers}/BFD_CHECK`]: 'name alpha',
  'vrrp_instance/auth_hmac': 'key active_key time_window anti_replay mode',
  track_group: 'group{',
  garp_group: 'garp_interval gna_interval interface interfaces{',
  vrrp_track_process: `process param_match weight quorum quorum_max delay terminate_delay fork_delay
    full_command`,
  track_file: 'file weight init_file',
  vrrp_track_file: 'file weight init_file',
  bfd_instance: `source_ip neighbor_ip neighbour_ip min_rx min_tx idle_tx multiplier passive ttl hoplimit
    max_hops multihop weight vrrp checker`,
  SSL: 'password ca certificate key',
}
