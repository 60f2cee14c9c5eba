/** Letters handed to a mail server that is scripted: what it hears, and what its answers come to. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { milliseconds, seconds } from '../../src/base/time.ts'
import { type MailRoute, mailDate, sendMail } from '../../src/io/mail.ts'
import { openMailServer, type Replies } from './mail-server.ts'

const directory = mkdtempSync(join(tmpdir(), 'keepalived-ts-mail-'))
after(() => rmSync(directory, { recursive: true }))
const message = 'Subject: hello\r\n\r\n=> text <=\r\n\r\n'
const letter = { from: 'ka@example.com', to: ['a@example.com', 'b@example.com'], message }
const bounded = { timeout: 20_000 }

/** Sends the letter to a server with these answers. */
async function deliver(replies: Replies = {}, route: Partial<MailRoute> = {}) {
  const server = await openMailServer(replies)
  const sent = await sendMail(
    {
      ...{ host: '127.0.0.1', port: server.port, helo: 'node.example.com', connectTimeout: seconds(5) },
      ...{ startTls: 'off', login: undefined },
      ...route,
    },
    letter,
  )
  await server.close()
  return { sent, heard: server.heard }
}
const text = (sent: Awaited<ReturnType<typeof sendMail>>) => (sent.ok ? 'sent' : sent.error.text)

test('the dialogue: who we are, from whom, to whom, and the message as it was written', bounded, async () => {
  const { sent, heard } = await deliver()
  assert.ok(sent.ok)
  assert.deepEqual(heard.slice(0, 6), [
    'EHLO node.example.com',
    'MAIL FROM:<ka@example.com>',
    'RCPT TO:<a@example.com>',
    'RCPT TO:<b@example.com>',
    'DATA',
    message,
  ])
})

test('a server that does not know EHLO is greeted with HELO', bounded, async () => {
  const { sent, heard } = await deliver({ EHLO: '502 what?' })
  assert.ok(sent.ok)
  assert.deepEqual(heard.slice(0, 2), ['EHLO node.example.com', 'HELO node.example.com'])
})

test('a server that offers STARTTLS is not asked for it unless it is wanted', bounded, async () => {
  const { sent, heard } = await deliver({ EHLO: '250-x\r\n250 STARTTLS' })
  assert.ok(sent.ok)
  assert.ok(!heard.includes('STARTTLS'))
})

test('smtp_starttls: everything but the greeting is encrypted', bounded, async () => {
  const { sent, heard } = await deliver({ EHLO: '250-x\r\n250 STARTTLS' }, { startTls: 'unverified' })
  assert.ok(sent.ok, text(sent))
  assert.deepEqual(heard.slice(0, 4), [
    'EHLO node.example.com',
    'STARTTLS',
    'EHLO node.example.com',
    'MAIL FROM:<ka@example.com>',
  ])
})

test('smtp_starttls on: a certificate that nobody vouches for is refused', bounded, async () => {
  const { sent, heard } = await deliver({ EHLO: '250-x\r\n250 STARTTLS' }, { startTls: 'on' })
  assert.match(text(sent), /certificate/)
  assert.ok(!heard.some((line) => line.startsWith('MAIL')))
})

test('smtp_starttls: without STARTTLS nothing is sent', bounded, async () => {
  const { sent, heard } = await deliver({ STARTTLS: '500 what?' }, { startTls: 'unverified' })
  assert.ok(!sent.ok)
  assert.ok(!heard.some((line) => line.startsWith('MAIL')))
})

test('smtp_user and smtp_password log in, the password may stand in a file', bounded, async () => {
  const path = join(directory, 'password')
  writeFileSync(path, 'open sesame\n')
  const login = { user: 'node', password: { is: 'file', path } } as const
  const { sent, heard } = await deliver({ EHLO: '250-x\r\n250 AUTH PLAIN' }, { login })
  assert.ok(sent.ok, text(sent))
  const given = Buffer.from('\0node\0open sesame').toString('base64')
  assert.equal(heard[1], `AUTH PLAIN ${given}`)
  const gone = { user: 'node', password: { is: 'file', path: join(directory, 'none') } } as const
  const { sent: unread } = await deliver({}, { login: gone })
  assert.match(text(unread), /reading smtp_password .*none: no such file or directory/)
})

test('a wrong password does not show in what is said of it', bounded, async () => {
  const login = { user: 'node', password: { is: 'text', text: 'sesame' } } as const
  const { sent } = await deliver({ EHLO: '250-x\r\n250 AUTH PLAIN', AUTH: '535 no' }, { login })
  assert.match(text(sent), /SMTP status code = 535/)
  assert.doesNotMatch(text(sent), /sesame/)
})

test(
  'the server asks to come again: temporary; it says no: for good; both with its words',
  bounded,
  async () => {
    const later = await deliver({ MAIL: '451 busy' })
    assert.match(text(later.sent), /Error processing MAIL FROM cmd on SMTP server 127\.0\.0\.1.*= 451/)
    assert.ok(!later.sent.ok && later.sent.error.temporary)
    const never = await deliver({ RCPT: '550 nobody' })
    assert.match(text(never.sent), /= 550/)
    assert.ok(!never.sent.ok && !never.sent.error.temporary)
  },
)

test(
  'nobody listens, or somebody who says nothing: temporary, within the connect timeout',
  bounded,
  async () => {
    const closed = createServer()
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve))
    const address = closed.address()
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0
    await new Promise((resolve) => closed.close(resolve))
    const { sent: refused } = await deliver({}, { port })
    assert.match(text(refused), /SMTP server 127\.0\.0\.1: .*ECONNREFUSED/)
    assert.ok(!refused.ok && refused.error.temporary)
    const { sent: silent } = await deliver({ greeting: 'silent' }, { connectTimeout: milliseconds(300) })
    assert.ok(!silent.ok && silent.error.temporary)
  },
)

test('a date is written as mails have it', () => {
  const zone = -new Date(0).getTimezoneOffset()
  const local = new Date(Date.UTC(2026, 10, 1, 10, 3, 6) - zone * 60_000)
  assert.match(mailDate(local), /^Sun, 01 Nov 2026 \d\d:\d\d:06 [+-]\d{4}$/)
})
