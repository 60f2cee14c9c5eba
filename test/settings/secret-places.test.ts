/** What is found, as a log may show it: no password and no key, wherever it stands. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { renderDiagnostics } from '../../src/conf/diagnostics.ts'
import { loadSettings } from '../../src/settings/load.ts'
import { exampleHost } from '../../src/settings/pages/example-host.ts'
import { openSecretPlaces } from '../../src/settings/secret-places.ts'
import { noFiles } from './example-host.ts'

function shown(text: string): { readonly open: string; readonly discreet: string } {
  const secrets = openSecretPlaces()
  const loaded = loadSettings({
    file: 'k.conf',
    text,
    read: noFiles,
    host: exampleHost,
    id: 'node',
    forgetTree: true,
    onStatement: secrets.add,
  })
  const without = secrets.hide(loaded)
  return {
    open: renderDiagnostics(loaded.diagnostics, loaded.sources),
    discreet: renderDiagnostics(without.diagnostics, without.sources),
  }
}

const inGlobal = (...lines: readonly string[]) => `global_defs {\n${lines.join('\n')}\n}\n`
const inAuthentication = (lines: string, before = '') =>
  `${before}vrrp_instance A {\ninterface eth0\nvirtual_router_id 10\nvirtual_ipaddress { 10.0.0.1 }\n` +
  `authentication {\nauth_type PASS\n${lines}\n}\n}\n`

const cases: readonly (readonly [what: string, text: string])[] = [
  ['too long', inAuthentication('auth_pass SeCrEtabcdefgh')],
  ['not closed', inAuthentication('auth_pass "SeCrEt')],
  ['not closed, keyword misspelt', inAuthentication('auth_pas "SeCrEt')],
  ['misspelt', inAuthentication('auth_pas SeCrEt')],
  ['of the mail server, twice', inGlobal('smtp_password SeCrEt', 'smtp_password SeCrEt')],
  ['of the mail server, alone', inGlobal('smtp_password SeCrEt')],
  ['of the mail server, misspelt', inGlobal('smtp_pasword SeCrEt')],
  ['two words', inAuthentication('auth_pass one SeCrEt')],
  ['on one line', inAuthentication('}\nauthentication { auth_type AH auth_pass SeCrEt }\nx {')],
  ['in the wrong block', `${inAuthentication('')}vrrp_instance B {\nauth_pass SeCrEt\n}\n`],
  ['on the next line', inAuthentication('auth_pass \\\nSeCrEtabcdefgh')],
  ['by a definition', inAuthentication('auth_pass $X', '\ufeff$X=SeCrEtabcdefgh\n')],
  ['by what is no definition', inAuthentication('auth_pass $PASS', '$PASS = SeCrEt\n')],
  ['of a key', inAuthentication('}\nauth_hmac {\nkey 300 SeCrEt')],
  ['of a key without an id', inAuthentication('}\nauth_hmac {\nkey SeCrEt')],
  ['behind the file of a key', inAuthentication('}\nauth_hmac {\nkey 1 file:/x SeCrEt')],
  ['of a key that looks like a file', inAuthentication('}\nauth_hmac {\nkey SeCrEt file:/x')],
  ['of a misspelt key', inAuthentication('}\nauth_hmac {\nkye 1 SeCrEt')],
  ['of a certificate', 'SSL {\npassword one SeCrEt\n}\n'],
]

for (const [what, text] of cases) {
  test(`a secret is not shown: ${what}`, () => {
    const { open, discreet } = shown(text)
    assert.match(open, /SeCrEt/, 'the terminal of the user shows it')
    assert.doesNotMatch(discreet, /SeCrEt/)
    assert.match(discreet, /\*\*\*/)
    const heads = (rendered: string) => rendered.match(/^k\.conf:\d+:\d+/gm)
    assert.deepEqual(heads(discreet), heads(open), 'each finding stays at its place')
  })
}

test('everything else is shown as it is', () => {
  const { open, discreet } = shown('vrrp_instance A {\nprioritty 5\nvirtual_router_id 999\nkey_x 1\n}\n')
  assert.equal(discreet, open)
  const { discreet: long } = shown(inAuthentication('auth_pass SeCrEtabcdefgh'))
  assert.match(long, /a password has at most 8 bytes .*\n {2}\| auth_pass \*\*\*\n {2}\| {11}\^+\n/)
})

test('the file of a key is no secret: whoever reads that it is missing must know which', () => {
  for (const word of ['file:/etc/keepalived/no.key', '"file:/etc/keepalived/no.key"']) {
    const { discreet } = shown(inAuthentication(`}\nauth_hmac {\nkey 1 ${word}\nkey 1 ${word}\nactive_key 1`))
    assert.match(discreet, /key 1 "?file:\/etc\/keepalived\/no\.key/)
    assert.doesNotMatch(discreet, /\*\*\*/)
  }
})
