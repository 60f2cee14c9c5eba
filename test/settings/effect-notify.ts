/** Lines of mails, FIFOs and scripts that differ in one keyword: for effect-pairs.ts, by its name. */

interface NotifyPair {
  readonly in: 'global_defs'
  readonly without: string
  readonly with: string
}

const beside = (around: string, line: string): NotifyPair => ({
  in: 'global_defs',
  without: around,
  with: `${around}\n${line}`,
})
const login = 'smtp_user node\nsmtp_password secret'

export const notifyPairs: readonly (readonly [string, NotifyPair])[] = [
  ['global_defs smtp_starttls', beside('', 'smtp_starttls')],
  ['global_defs smtp_user', { in: 'global_defs', without: login, with: login.replace('node', 'other') }],
  ['global_defs smtp_password', { in: 'global_defs', without: login, with: `${login}2` }],
  ['global_defs notify_serial', beside('', 'notify_serial 30')],
  ['global_defs startup_script_timeout', beside('startup_script /bin/true', 'startup_script_timeout 3')],
  ['global_defs shutdown_script_timeout', beside('shutdown_script /bin/true', 'shutdown_script_timeout 3')],
  ['global_defs notify_fifo_script', beside('notify_fifo /run/k', 'notify_fifo_script /bin/true')],
  [
    'global_defs vrrp_notify_fifo_script',
    beside('vrrp_notify_fifo /run/k', 'vrrp_notify_fifo_script /bin/true'),
  ],
]
