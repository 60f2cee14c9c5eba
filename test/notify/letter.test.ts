/** Mails byte for byte as keepalived writes them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { letterOf, subjectOf } from '../../src/notify/letter.ts'
import type { AnnouncedState } from '../../src/notify/owed.ts'

const head = {
  routerId: 'ROUTER_A',
  from: 'KA. Node <ka@node.example.com>',
  to: ['admin@example.com', 'Ops Team <ops@example.com>'],
}
const date = 'Sun, 22 Nov 2026 10:23:46 +0000'
const event = (state: AnnouncedState, of: 'instance' | 'group' = 'instance') => ({ of, name: 'V1', state })

test('a mail of an instance that became master, as it was captured', () => {
  assert.deepEqual(letterOf(event('MASTER'), head, date), {
    from: 'ka@node.example.com',
    to: ['admin@example.com', 'ops@example.com'],
    message:
      'Date: Sun, 22 Nov 2026 10:23:46 +0000\r\n' +
      'From: "KA. Node" <ka@node.example.com>\r\n' +
      'Subject: [ROUTER_A] VRRP Instance V1 - Entering MASTER state\r\n' +
      'X-Mailer: Keepalived\r\n' +
      'To: admin@example.com,\r\n Ops Team <ops@example.com>\r\n' +
      '\r\n' +
      '=> VRRP Instance is now owning VRRP VIPs <=\r\n' +
      '\r\n',
  })
})

test('each state has its title', () => {
  const titles = (['MASTER', 'BACKUP', 'FAULT', 'STOP', 'DELETED'] as const).map((state) =>
    subjectOf(event(state), 'R').replace('[R] VRRP Instance V1 - ', ''),
  )
  assert.deepEqual(titles, [
    'Entering MASTER state',
    'Entering BACKUP state',
    'Entering FAULT state',
    'Stopping',
    'Deleted',
  ])
  assert.equal(subjectOf(event('FAULT', 'group'), 'R'), '[R] VRRP Group V1 - Entering FAULT state')
})

test('each state has its text, of instances and of groups', () => {
  const text = (state: AnnouncedState, of: 'instance' | 'group') =>
    letterOf(event(state, of), head, date).message.split('\r\n\r\n')[1]
  assert.equal(text('BACKUP', 'instance'), '=> VRRP Instance is no longer owning VRRP VIPs <=')
  assert.equal(text('FAULT', 'instance'), '=> VRRP Instance is no longer owning VRRP VIPs <=')
  assert.equal(text('DELETED', 'instance'), '=> VRRP Deleted at reload <=')
  for (const state of ['MASTER', 'BACKUP', 'FAULT'] as const) {
    assert.equal(text(state, 'group'), `=> All VRRP group instances are now in ${state} state <=`)
  }
})

test('display names stand in quotes when they must, and only once', () => {
  const from = (written: string) =>
    /^From: (.*)$/m.exec(letterOf(event('MASTER'), { ...head, from: written }, date).message)?.[1]
  assert.equal(from('a@b'), 'a@b')
  assert.equal(from('Ops <a@b>'), 'Ops <a@b>')
  assert.equal(from('"K. A." <a@b>'), '"K. A." <a@b>')
  assert.equal(from('Ops, Berlin <a@b>'), '"Ops, Berlin" <a@b>')
  assert.equal(from('<a@b>'), '<a@b>')
})
