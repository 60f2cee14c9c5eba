/** authentication and auth_hmac, and what keepalived corrects in them. One test for each rule. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { seconds } from '../../src/base/time.ts'
import { settingsQuirks } from '../../src/settings/quirks.ts'
import { withoutSecrets } from '../../src/settings/secrets.ts'
import { testStatus } from '../../src/settings/test-status.ts'
import { instance, load, programs } from './example-host.ts'
import { bare, checkRules, ipv4, type Rule } from './vrrp-example.ts'

const auth = (type: string, more = '') => `authentication {\nauth_type ${type}\nauth_pass secret\n}\n${more}`
const none = { authentication: { is: 'none' as const } }
const key = `key 1 hex:${'0123456789abcdef'.repeat(4)}`
const hmac = (more: string) => `auth_hmac {\n${key}\n${more}\n}`
const signed = {
  keys: [{ id: 1, secret: { is: 'hex' as const, digits: '0123456789abcdef'.repeat(4) } }],
  ...{ activeKey: 1, timeWindow: seconds(5), antiReplay: 'time' as const, mode: 'enforce' as const },
}

const authentications: readonly Rule[] = [
  {
    rule: 'authentication and strict: off',
    given: ipv4(auth('PASS', 'strict_mode')),
    ...{ status: 5, codes: ['strict-mode'], settings: none },
  },
  {
    rule: 'authentication and version 3: off',
    given: ipv4(auth('PASS', 'version 3')),
    ...{ status: 5, codes: ['authentication-in-version-3'], settings: none },
  },
  {
    rule: 'auth_type without auth_pass: off',
    given: ipv4('authentication {\nauth_type AH\n}'),
    ...{ status: 5, codes: ['password-missing'], settings: none },
  },
  {
    rule: 'a password that is too long is said also where it is not used',
    given: ipv4('authentication {\nauth_pass 123456789\n}'),
    ...{ status: 5, codes: ['password-too-long', 'password-without-type'], settings: none },
  },
  {
    rule: 'auth_type AH and IPv6: off',
    given: bare(`version 2\nvirtual_ipaddress { fe80::1 }\n${auth('AH')}`),
    ...{ status: 5, codes: ['ah-with-ipv6'], settings: none },
  },
  {
    rule: 'AH, state MASTER and priority below 255: BACKUP',
    given: ipv4(auth('AH', 'state MASTER\npriority 100')),
    status: 5,
    codes: ['ah-state-master'],
    settings: { authentication: { is: 'ah', password: 'secret' }, initial: 'backup' },
  },
  {
    rule: 'AH and the owner of the addresses: state MASTER stays',
    given: ipv4(auth('AH', 'state MASTER\npriority 255')),
    ...{ status: 0, codes: [], settings: { initial: 'master' } },
  },
  {
    rule: 'auth_hmac and authentication: the latter is off',
    given: ipv4(auth('PASS', hmac('active_key 1'))),
    ...{ status: 5, codes: ['authentication-with-hmac'], settings: { ...none, hmac: signed } },
  },
  {
    rule: 'active_key that is none of the keys: auth_hmac off',
    given: ipv4(hmac('active_key 2')),
    ...{ status: 5, codes: ['hmac-without-key'], settings: { hmac: undefined } },
  },
  {
    rule: 'auth_hmac without active_key: off',
    given: ipv4(hmac('')),
    ...{ status: 5, codes: ['hmac-without-key'], settings: { hmac: undefined } },
  },
  {
    rule: 'auth_hmac and strict: mode enforce',
    given: ipv4(`${hmac('active_key 1\nmode permissive')}\nstrict_mode`),
    ...{ status: 5, codes: ['strict-mode'], settings: { hmac: signed } },
  },
  {
    rule: 'time_window not given: three whole advert_int',
    given: ipv4(`${hmac('active_key 1')}\nadvert_int 20`),
    ...{ status: 0, codes: [], settings: { hmac: { ...signed, timeWindow: seconds(60) } } },
  },
  {
    rule: 'time_window not given: at most 300 s',
    given: ipv4(`${hmac('active_key 1')}\nadvert_int 200`),
    ...{ status: 0, codes: [], settings: { hmac: { ...signed, timeWindow: seconds(300) } } },
  },
  {
    rule: 'time_window beyond 300 s is ignored',
    given: ipv4(hmac('active_key 1\ntime_window 301')),
    ...{ status: 5, codes: ['out-of-range'], settings: { hmac: signed } },
  },
  {
    rule: 'anti_replay, mode and time_window',
    given: ipv4(hmac('active_key 1\nanti_replay monotonic\nmode receive-only\ntime_window 9')),
    status: 0,
    codes: [],
    settings: {
      hmac: { ...signed, timeWindow: seconds(9), antiReplay: 'monotonic', mode: 'receive-only' },
    },
  },
  {
    rule: 'a mode that is none is ignored',
    given: ipv4(hmac('active_key 1\nmode foo')),
    ...{ status: 5, codes: ['not-a-value'], settings: { hmac: signed } },
  },
  {
    rule: 'a key given twice: the first counts',
    given: ipv4(hmac(`${key}\nactive_key 1`)),
    ...{ status: 5, codes: ['hmac-key-twice'], settings: { hmac: signed } },
  },
  {
    rule: 'a key of fewer than 32 bytes is left out',
    given: ipv4(hmac('key 2 short\nkey 3 hex:00\nactive_key 1')),
    ...{ status: 5, codes: ['bad-hmac-key', 'bad-hmac-key'], settings: { hmac: signed } },
  },
  {
    rule: 'a key that is no hexadecimal is left out',
    given: ipv4(hmac(`key 2 hex:${'0g'.repeat(32)}\nactive_key 1`)),
    ...{ status: 5, codes: ['bad-hmac-key'], settings: { hmac: signed } },
  },
]

checkRules(authentications)

describe('key files', () => {
  const text = instance('auth_hmac {\nkey 1 file:/etc/k\nactive_key 1\n}')
  const loadedWith = (modes: Readonly<Record<string, number>>, inside = 'k'.repeat(32)) =>
    load(text, {
      scripts: { ...programs(modes), readKey: () => ({ ok: true, value: new TextEncoder().encode(inside) }) },
    })
  const outcome = (...given: Parameters<typeof loadedWith>) => {
    const { diagnostics } = loadedWith(...given)
    return [testStatus(diagnostics), ...diagnostics.map(({ code }) => code)]
  }
  const secretOf = (inside: string) =>
    loadedWith({ '/etc/k': 0o600 }, inside).settings?.vrrp.instances[0]?.hmac?.keys[0]?.secret

  test('one that others may open counts like an insecure script, a missing one is an error', () => {
    assert.deepEqual(outcome({ '/etc/k': 0o600 }), [0])
    assert.deepEqual(outcome({ '/etc/k': 0o640 }), [6, 'key-file-open'])
    assert.deepEqual(outcome({}), [5, 'key-file-missing'])
    assert.deepEqual(
      load(text).diagnostics.map(({ code }) => code),
      [],
      'of another host nothing is known',
    )
  })

  test('the key in it is text or hex:, and line ends behind it do not count', () => {
    const digits = '6b'.repeat(32)
    const secret = { is: 'file', path: '/etc/k', digits }
    for (const inside of ['k'.repeat(32), `${'k'.repeat(32)}\r\n\n`, `hex:${digits}\n`]) {
      assert.deepEqual(secretOf(inside), secret)
    }
  })

  test('one of another length is none, and nothing of it is shown', () => {
    assert.deepEqual(outcome({ '/etc/k': 0o600 }, 'short'), [5, 'bad-hmac-key'])
    assert.deepEqual(outcome({ '/etc/k': 0o600 }, 'hex:00'), [5, 'bad-hmac-key'])
    assert.deepEqual(secretOf('short'), { is: 'file', path: '/etc/k', absent: true })
    const [problem] = loadedWith({ '/etc/k': 0o600 }, 'secretsecret').diagnostics
    assert.doesNotMatch(JSON.stringify(problem), /secretsecret/)
  })

  describe('an instance that cannot be what auth_hmac says is held in FAULT (quirk keylessIsHeld)', () => {
    assert.ok('keylessIsHeld' in settingsQuirks)
    const good = 'k'.repeat(32)
    const held = (inside: string, keys: Readonly<Record<string, string>>, more = '') => {
      const { settings, diagnostics } = load(instance(`auth_hmac {\n${inside}\n}\n${more}`), {
        scripts: {
          ...programs(Object.fromEntries(Object.keys(keys).map((path) => [path, 0o600]))),
          readKey: (path) => ({ ok: true, value: new TextEncoder().encode(keys[path]) }),
        },
      })
      return { faults: settings?.vrrp.instances[0]?.faults, said: diagnostics.map(({ instead }) => instead) }
    }
    const two = 'key 1 file:/1\nkey 2 file:/2\nactive_key 1'

    test('the key that signs is missing, or is none', () => {
      for (const keys of [{ '/2': good }, { '/1': 'short', '/2': good }]) {
        const { faults, said } = held(two, keys)
        assert.deepEqual(faults, ['no-key'])
        assert.match(
          said.join('|'),
          /^it is the key that signs: vrrp_instance A is held in the fault state, or/,
        )
      }
      assert.deepEqual(held(`${two}\nmode permissive`, { '/2': good }).faults, ['no-key'])
    })

    test('another key is missing: it runs, and that is said for certain', () => {
      const { faults, said } = held(two, { '/1': good })
      assert.deepEqual(faults, [])
      assert.deepEqual(said, [
        'there is no such key: adverts that are signed with it are refused; another key signs',
      ])
    })

    test('who only receives needs one key, whichever', () => {
      const receiving = `${two}\nmode receive-only`
      assert.deepEqual(held(receiving, { '/2': good }).faults, [])
      const { faults, said } = held(receiving, {})
      assert.deepEqual(faults, ['no-key'])
      assert.match(said[0] ?? '', /^no key is left: vrrp_instance A is held in the fault state/)
      // Strict mode enforces, whatever is written.
      assert.deepEqual(held(receiving, { '/2': good }, 'strict_mode').faults, ['no-key'])
    })

    test('nobody has looked at the file, or the keyword active_key is wrong: not held', () => {
      assert.deepEqual(load(text).settings?.vrrp.instances[0]?.faults, [])
      const scripts = { ...programs({ '/etc/k': 0o600 }), readKey: () => undefined }
      assert.deepEqual(load(text, { scripts }).settings?.vrrp.instances[0]?.faults, [])
      assert.deepEqual(held('key 1 file:/1\nactive_key 2', {}).faults, [])
    })
  })

  test('a key that was read does not leave in what is printed', () => {
    const { understood, settings } = withoutSecrets(loadedWith({ '/etc/k': 0o600 }))
    assert.doesNotMatch(JSON.stringify([understood, settings]), /6b6b/)
  })
})
