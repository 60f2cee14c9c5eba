/** Expected log lines of FIFOs, mails and scripts that are run once. */
import type { Golden } from './golden.ts'

const path = '/run/vrrp'
const server = '[10.0.0.2]:25'
const subject = '[A] VRRP Instance V1 - Entering MASTER state'

export const notify = {
  'fifo-refused': [[{ is: 'fifo-refused', path, text: 'no fifo' }, 'error', 'no fifo']],
  'fifo-full': [
    [
      { is: 'fifo-full', path, waitingMax: 4096 },
      'warning',
      'FIFO /run/vrrp is full: nobody reads it, or not fast enough. Up to 4096 lines wait for it',
    ],
  ],
  'fifo-losing': [
    [
      { is: 'fifo-losing', path, waitingMax: 4096 },
      'error',
      'FIFO /run/vrrp: 4096 lines wait for its reader, older ones are lost from now on',
    ],
  ],
  'fifo-flows': [
    [{ is: 'fifo-flows', path, lost: 0 }, 'info', 'FIFO /run/vrrp is read again'],
    [{ is: 'fifo-flows', path, lost: 7 }, 'error', 'FIFO /run/vrrp is read again: 7 lines were lost'],
  ],
  'fifo-left': [
    [{ is: 'fifo-left', path, lost: 3 }, 'error', 'FIFO /run/vrrp is closed: 3 lines were never read'],
  ],
  'fifo-unread': [
    [
      { is: 'fifo-unread', path, script: '/s/read' },
      'error',
      '/s/read has ended: nobody may be reading FIFO /run/vrrp now. A reload starts it again',
    ],
  ],
  'notice-superseded': [
    [
      { is: 'notice-superseded', name: 'V1', state: 'MASTER', by: 'FAULT' },
      'info',
      '(V1) Scripts of MASTER are left out: the state is FAULT before their turn has come',
    ],
  ],
  'notice-overtaken': [
    [
      { is: 'notice-overtaken', name: 'V1', state: 'MASTER', by: 'FAULT' },
      'warning',
      '(V1) Scripts of MASTER still run; those of FAULT wait no longer (notify_serial)',
    ],
  ],
  'mail-sent': [
    [{ is: 'mail-sent', server, subject }, 'info', `SMTP alert successfully sent. (${subject}, ${server})`],
  ],
  'mail-failed': [
    [
      { is: 'mail-failed', server, subject, text: 'connection refused', againSeconds: 10 },
      'error',
      `SMTP alert "${subject}" to ${server} failed: connection refused; tried again in 10 s`,
    ],
    [
      { is: 'mail-failed', server, subject, text: 'connection refused', againSeconds: undefined },
      'error',
      `SMTP alert "${subject}" to ${server} failed: connection refused; it is not sent`,
    ],
  ],
  'mail-waits': [
    [
      { is: 'mail-waits', subject, behind: '[node] VRRP Group G - Deleted' },
      'info',
      `SMTP alert "${subject}" waits behind "[node] VRRP Group G - Deleted"`,
    ],
  ],
  'mails-left': [
    [
      { is: 'mails-left', subjects: [subject], because: 'no-server' },
      'error',
      '1 SMTP alert is not sent, for there is no smtp_server or no notification_email any more: ' +
        `"${subject}"`,
    ],
    [
      { is: 'mails-left', subjects: new Array(12).fill('S'), because: 'ends' },
      'error',
      `12 SMTP alerts are not sent, for the daemon ends: ${'"S", '.repeat(10)}2 more`,
    ],
  ],
  'mail-dropped': [
    [
      { is: 'mail-dropped', subject, waiting: 1_024 },
      'error',
      `SMTP alert "${subject}" is not sent: 1024 mails are waiting already`,
    ],
  ],
  'once-started': [
    [{ is: 'once-started', when: 'startup', program: '/s/x' }, 'info', 'Running startup script /s/x'],
  ],
  'once-ended': [
    [{ is: 'once-ended', when: 'startup', failure: undefined }, 'info', 'startup script script succeeded'],
    [
      { is: 'once-ended', when: 'shutdown', failure: 'status 3' },
      'error',
      'shutdown script script failed, status 3: the end goes on',
    ],
  ],
  'once-timed-out': [
    [{ is: 'once-timed-out', when: 'startup' }, 'error', 'startup script timed out: the start goes on'],
  ],
  'run-as-missing': [
    [
      { is: 'run-as-missing' },
      'error',
      "native/run-as is missing: scripts get no supplementary groups. Run 'sh native/build.sh'",
    ],
  ],
} satisfies Partial<Golden>
