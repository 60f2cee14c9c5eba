/** Mails of a running daemon to a mail server inside its network, and what a dead mail server does to it. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe } from 'node:test'
import { globals, instance } from './configuration.ts'
import { assertAtMost, nowMicros } from './expect.ts'
import { type Host, setLink, startTool } from './network.ts'
import { scenario, sideBySide } from './scenario.ts'
import { until } from './wait.ts'

/** On 127.0.0.1 of the host; port 2525. What it heard, message by message. */
async function mailServer(host: Host) {
  const output = join(host.directory, 'mails')
  writeFileSync(output, '')
  startTool(host, [process.execPath, join(import.meta.dirname, 'mail-sink.ts'), output])
  await until('the mail server', 8, () => readFileSync(output, 'utf8').startsWith('ready'))
  return () => readFileSync(output, 'utf8').replace('ready\n', '')
}

const mailLines = (more: readonly string[] = []) =>
  globals(
    [
      'notification_email {\n admin@example.com\n "Ops Team <ops@example.com>"\n }',
      'notification_email_from "KA. Node <ka@node.example.com>"',
      'smtp_server 127.0.0.1 2525',
      'smtp_helo_name node.example.com',
      ...more,
    ].join('\n '),
  )
const subjects = (text: string) => [...text.matchAll(/^Subject: (.*)\r$/gm)].map(([, subject]) => subject)

describe('mails', sideBySide, () => {
  scenario(
    'N21, stopMailIsSent: each change is a mail in its order, the stop too',
    { pairs: ['ours/ours'] },
    async ({ a, start }) => {
      const mails = await mailServer(a)
      const daemon = await start(a, mailLines() + instance({ priority: 100, more: 'smtp_alert' }))
      await until('two mails', 10, () => subjects(mails()).length === 2)
      await daemon.logged('SMTP alert successfully sent.')
      await setLink(a, 'down')
      await until('the third mail', 8, () => subjects(mails()).length === 3)
      assert.equal((await daemon.stop()).code, 0)
      const about = '[LAB] VRRP Instance VI_1 -'
      assert.deepEqual(subjects(mails()), [
        `${about} Entering BACKUP state`,
        `${about} Entering MASTER state`,
        `${about} Entering FAULT state`,
        `${about} Stopping`,
      ])
      const [first] = mails().split('MAIL FROM').slice(1)
      assert.match(
        first ?? '',
        /^:<ka@node\.example\.com>\nRCPT TO:<admin@example\.com>\nRCPT TO:<ops@example\.com>\nDATA\nDate: /,
      )
      const headers = [
        'From: "KA. Node" <ka@node.example.com>',
        'Subject: [LAB] VRRP Instance VI_1 - Entering BACKUP state',
        'X-Mailer: Keepalived',
        'To: admin@example.com,',
        ' Ops Team <ops@example.com>',
        '',
        '=> VRRP Instance is no longer owning VRRP VIPs <=',
      ]
      assert.ok(first?.includes(`\n${headers.join('\r\n')}\r\n\nQUIT`), first ?? '')
    },
  )

  scenario(
    'N20: no_email_faults, and groups that ask for mails',
    { pairs: ['ours/ours'] },
    async ({ a, start }) => {
      const mails = await mailServer(a)
      const group = 'vrrp_sync_group G {\n group {\n VI_1\n }\n smtp_alert\n}\n'
      const config = mailLines(['no_email_faults']) + group + instance({ priority: 100 })
      const daemon = await start(a, config)
      await until('two mails', 10, () => subjects(mails()).length === 2)
      await setLink(a, 'down')
      await daemon.logged('Entering FAULT STATE')
      await setLink(a, 'up')
      await until('MASTER again', 10, () => subjects(mails()).length === 4)
      const states = ['BACKUP', 'MASTER', 'BACKUP', 'MASTER']
      assert.deepEqual(
        subjects(mails()),
        states.map((state) => `[LAB] VRRP Group G - Entering ${state} state`),
      )
    },
  )

  scenario(
    'a mail server that is down delays nothing, and is said with what happens next',
    { pairs: ['ours/ours'] },
    async ({ a, capture, start }) => {
      const daemon = await start(a, mailLines() + instance({ priority: 100, more: 'smtp_alert' }))
      await capture.advert({ from: 'a' })
      await daemon.logged('ECONNREFUSED')
      await daemon.logged('tried again in 10 s')
      const at = nowMicros()
      const exit = await daemon.stop()
      assert.equal(exit.code, 0)
      assertAtMost('the stop', exit.at - at, 4)
    },
  )
})
