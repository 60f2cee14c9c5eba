/** Scripts: what tracks them, who runs them, what script security says. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ScriptFacts } from '../../src/settings/scripts/checks-scripts.ts'
import { testStatus } from '../../src/settings/test-status.ts'
import { codes, instance, load, programs, service } from './example-host.ts'

const here = programs({ '/bin/ok': 0o755, '/bin/plain': 0o644, '/bin/open': 0o777 })
const script = (more = '', program = '/bin/ok') => `vrrp_script s {\nscript ${program}\n${more}\n}\n`
const tracked = (entry = 's', more = '') => instance(`track_script {\n${entry}\n}\n${more}`)

function tracking(text: string) {
  const loaded = load(text)
  return { entries: loaded.settings?.vrrp.instances[0]?.trackScripts, codes: codes(loaded), loaded }
}

test('a script has keepalived.conf(5) defaults: every second, one good, one bad', () => {
  const { loaded } = tracking(`${script()}${tracked()}`)
  assert.deepEqual(loaded.settings?.scripts, [
    {
      name: 's',
      command: { argv: ['/bin/ok'], user: undefined, group: undefined },
      interval: 1_000_000,
      timeout: 1_000_000,
      rise: 1,
      fall: 1,
      initFail: false,
    },
  ])
})

test('the example of the seed: interval 10, weight -40, fall 2, rise 1', () => {
  const seed = 'interval 10\nweight -40\nfall 2\nrise 1\nuser nobody nogroup'
  const { loaded, entries } = tracking(script(seed, '"/bin/ok a \'b c\'"') + tracked())
  assert.deepEqual(entries, [{ name: 's', weight: -40, reverse: false }])
  assert.deepEqual(loaded.settings?.scripts, [
    {
      name: 's',
      command: { argv: ['/bin/ok', 'a', 'b c'], user: 'nobody', group: 'nogroup' },
      interval: 10_000_000,
      timeout: 10_000_000,
      rise: 1,
      fall: 2,
      initFail: false,
    },
  ])
})

test('the entry overrides weight and direction of the script', () => {
  const entries = (block: string, entry: string) => tracking(`${script(block)}${tracked(entry)}`).entries
  assert.deepEqual(entries('weight 5 reverse', 's'), [{ name: 's', weight: 5, reverse: true }])
  assert.deepEqual(entries('weight 5 reverse', 's weight 7'), [{ name: 's', weight: 7, reverse: true }])
  assert.deepEqual(entries('weight 5 reverse', 's weight 7 noreverse'), [
    { name: 's', weight: 7, reverse: false },
  ])
  assert.deepEqual(entries('weight 5', 's weight -2 reverse'), [{ name: 's', weight: -2, reverse: true }])
})

test('a weight beyond 253 leaves that of the script, what is no weight costs the entry', () => {
  const outcome = (entry: string) => {
    const { entries, codes: said } = tracking(`${script('weight 5')}${tracked(entry)}`)
    return [entries?.[0]?.weight, ...said.filter((code) => code !== 'scripts-without-security:2')]
  }
  assert.deepEqual(outcome('s weight 255'), [5, 'bad-weight:10'])
  assert.deepEqual(outcome('s weight 254'), [253, 'bad-weight:10'])
  assert.deepEqual(outcome('s weight -254'), [-253, 'bad-weight:10'])
  assert.deepEqual(outcome('s weight'), [undefined, 'bad-weight:10', 'script-unused:1'])
  assert.deepEqual(outcome('s wieght 7'), [undefined, 'bad-weight:10', 'script-unused:1'])
  assert.deepEqual(outcome('s weight 7 backwards'), [7, 'bad-weight:10'])
  assert.deepEqual(tracking(`${script('weight -300')}${tracked()}`).codes[0], 'bad-weight:3')
})

test('an unknown script is not tracked, and the nearest name is suggested', () => {
  const { entries, loaded } = tracking(`${script()}${tracked('t')}`)
  assert.deepEqual(entries, [])
  const [unknown] = loaded.diagnostics.filter(({ code }) => code === 'unknown-script')
  assert.equal(unknown?.suggestion, 's')
  assert.deepEqual(loaded.settings?.scripts, [])
})

test('a script is tracked once', () => {
  const { entries, codes: said } = tracking(`${script()}${tracked('s\ns weight 5')}`)
  assert.deepEqual(entries, [{ name: 's', weight: 0, reverse: false }])
  assert.ok(said.includes('tracked-twice:11'))
})

test('in a sync group and for the owner only scripts without weight count', () => {
  const group = (more = '') => `vrrp_sync_group G {\ngroup {\nA\nB\n}\n${more}\n}\n`
  const b = 'vrrp_instance B {\ninterface eth0\nvirtual_router_id 11\nvirtual_ipaddress { 10.0.0.2 }\n}\n'
  const weighted = tracking(`${group()}${script('weight 5')}${tracked()}${b}`)
  assert.deepEqual(weighted.entries, [])
  assert.ok(weighted.codes.includes('weight-cannot-count:17'))
  assert.equal(tracking(`${group()}${script()}${tracked()}${b}`).entries?.length, 1)
  const allowed = group('sync_group_tracking_weight')
  assert.equal(tracking(`${allowed}${script('weight 5')}${tracked()}${b}`).entries?.length, 1)
  assert.deepEqual(tracking(`${script('weight 5')}${tracked('s', 'priority 255')}`).entries, [])
})

test('a script nobody tracks does not run', () => {
  const loaded = load(`${script()}${instance()}`, { scripts: here })
  assert.deepEqual(loaded.settings?.scripts, [])
  assert.ok(codes(loaded).includes('script-unused:1'))
})

test('a vrrp_script without script is left out', () => {
  assert.deepEqual(tracking(`vrrp_script s {\n}\n${tracked()}`).codes, [
    'script-without-command:1',
    'unknown-script:8',
  ])
})

test('</path becomes test -r, and is no script', () => {
  const loaded = load(`${script('', '</etc/passwd')}${tracked()}`, { scripts: programs({}) })
  assert.deepEqual(loaded.settings?.scripts[0]?.command.argv, ['/usr/bin/test', '-r', '/etc/passwd'])
  assert.deepEqual(codes(loaded), [])
})

test('intervals of 0 become 1 s, decimals end at the millisecond', () => {
  const outcome = (more: string) => {
    const { loaded } = tracking(`${script(more)}${tracked()}`)
    return [loaded.settings?.scripts[0]?.interval, loaded.settings?.scripts[0]?.timeout]
  }
  assert.deepEqual(outcome('interval 0'), [1_000_000, 1_000_000])
  assert.deepEqual(outcome('interval 0.25\ntimeout 3'), [250_000, 3_000_000])
  assert.deepEqual(outcome('interval 0.0006'), [1_000, 1_000])
})

test('notify scripts of instances and groups', () => {
  const text = `vrrp_sync_group G {\ngroup { A }\nnotify /bin/ok nobody\n}\n${instance(
    'notify_master "/bin/ok up"\nnotify_fault /bin/ok\nnotify_stop /bin/ok root root\nnotify /bin/ok',
  )}`
  const { settings } = load(text)
  const argv = (name: 'master' | 'stop') => settings?.notify.instances['A']?.[name]
  assert.deepEqual(argv('master'), { argv: ['/bin/ok', 'up'], user: undefined, group: undefined })
  assert.deepEqual(argv('stop'), { argv: ['/bin/ok'], user: 'root', group: 'root' })
  assert.equal(settings?.notify.groups['G']?.any?.user, 'nobody')
  assert.equal(settings?.notify.groups['G']?.master, undefined)
})

/** Codes about scripts, and the exit status of a configuration test. */
function judged(text: string): [...string[], number] {
  const loaded = load(text, { scripts: here })
  return [...loaded.diagnostics.map(({ code }) => code), testStatus(loaded.diagnostics)]
}

const secure = 'global_defs {\nenable_script_security\nscript_user root\n}\n'

test('scripts without script security: status 6, whatever else is wrong', () => {
  assert.deepEqual(judged(instance('notify_master /bin/ok')), ['scripts-without-security', 6])
  assert.deepEqual(judged(instance('notify_master /bin/ok\nstate FOO')), [
    'not-a-value',
    'scripts-without-security',
    6,
  ])
  assert.deepEqual(judged(`${secure}${instance('notify_master /bin/ok')}`), [0])
  assert.deepEqual(judged(script()), ['script-unused', 0])
})

test('a missing script of an event is only said, a missing track script counts', () => {
  assert.deepEqual(judged(instance('notify_master /bin/none')), ['script-missing', 0])
  assert.deepEqual(judged(`${script('', '/bin/none')}${tracked()}`), ['track-script-missing', 5])
})

test('a file without execute permission is a script that cannot run', () => {
  assert.deepEqual(judged(`${script('', '/bin/plain')}${tracked()}`), [
    'track-script-not-executable',
    'scripts-without-security',
    6,
  ])
  assert.deepEqual(judged(`${secure}${script('', '/bin/plain')}${tracked()}`), [
    'track-script-not-executable',
    0,
  ])
})

test('a script that everybody may change is refused under script security', () => {
  assert.deepEqual(judged(`${secure}${script('', '/bin/open')}${tracked()}`), ['track-script-insecure', 5])
  assert.deepEqual(judged(`${script('', '/bin/open')}${tracked()}`), [
    'track-script-insecure',
    'scripts-without-security',
    6,
  ])
})

test('users must exist; script security needs one by default', () => {
  assert.deepEqual(judged(instance('notify_master /bin/ok MASTER')), ['unknown-event-script-user', 0])
  assert.deepEqual(judged(`${script('user nobodyx')}${tracked()}`), ['unknown-script-user', 5])
  assert.deepEqual(judged(`global_defs {\nenable_script_security\n}\n${instance('notify_master /bin/ok')}`), [
    'unknown-script-user',
    5,
  ])
  assert.deepEqual(judged(`global_defs {\nscript_user nope\n}\n${instance()}`), ['unknown-script-user', 5])
})

test('the default user is missed by every script that names none, tracked or not', () => {
  const text = 'global_defs {\nenable_script_security\n}\nvrrp_script s {\nscript /bin/ok\n}\n'
  const { diagnostics } = load(text, { scripts: programs({ '/bin/ok': 0o755 }) })
  assert.deepEqual(
    diagnostics.map(({ code, span }) => `${code}:${span.line}`),
    ['script-unused:4', 'unknown-script-user:5'],
  )
})

test('groups must exist too; a colon asks for those of the user', () => {
  assert.deepEqual(judged(`${script('user nobody nogroupx')}${tracked()}`), ['unknown-script-user', 5])
  assert.deepEqual(judged(instance('notify_master /bin/ok nobody nogroupx')), [
    'unknown-event-script-user',
    0,
  ])
  for (const group of ['nogroup', ':nogroup', ':']) {
    assert.deepEqual(judged(`${secure}${instance(`notify_master /bin/ok nobody ${group}`)}`), [0])
  }
})

/** As MISC_CHECK of the only real server. */
function misc(path: string, more = ''): string {
  return service('', `MISC_CHECK {\nmisc_path ${path}\n${more}\n}`)
}

const quiet = (text: string) =>
  judged(text).filter((one) => one !== 'no-effect-yet' && one !== 'check-not-yet')

test('startup and shutdown scripts count without any instance, and never fail a test by themselves', () => {
  const global = (...lines: readonly string[]) => `global_defs {\n${lines.join('\n')}\n}\n`
  const safe = ['enable_script_security', 'script_user root']
  assert.deepEqual(quiet(global('startup_script /bin/ok')), ['scripts-without-security', 6])
  assert.deepEqual(quiet(global('shutdown_script /bin/none')), ['script-missing', 0])
  assert.deepEqual(quiet(global(...safe, 'startup_script /bin/open')), ['script-insecure', 0])
  assert.deepEqual(quiet(global(...safe, 'startup_script /bin/ok')), [0])
  assert.deepEqual(quiet(global('startup_script /bin/ok nobodyx')), ['unknown-script-user', 5])
})

test('scripts of FIFOs are looked at when something would write to them', () => {
  const fifo = (prefix: string) =>
    `global_defs {\n${prefix}notify_fifo /f\n${prefix}notify_fifo_script /bin/ok\n}\n`
  const counted = ['scripts-without-security', 6]
  assert.deepEqual(quiet(fifo('')), [0])
  assert.deepEqual(quiet(fifo('') + instance()), counted)
  assert.deepEqual(quiet(fifo('') + service()), counted)
  assert.deepEqual(quiet(fifo('vrrp_') + service()), [0])
  assert.deepEqual(quiet(fifo('vrrp_') + instance()), counted)
  assert.deepEqual(quiet(fifo('lvs_') + instance()), [0])
  assert.deepEqual(quiet(fifo('lvs_') + service()), counted)
})

test('commands of checks: an unknown user counts, a missing file does not', () => {
  assert.deepEqual(quiet(misc('/bin/ok')), ['scripts-without-security', 6])
  assert.deepEqual(quiet(misc('/bin/none')), ['script-missing', 0])
  assert.deepEqual(quiet(misc('/bin/ok', 'user nobodyx')), ['unknown-script-user', 5])
  assert.deepEqual(quiet(secure + misc('/bin/open')), ['script-insecure', 0])
  assert.deepEqual(quiet(secure + misc('/bin/ok', 'user nobody :nogroup')), [0])
})

test('the group root is as good as the user: what it runs must be safe', () => {
  const run = (who: string) => quiet(secure + instance(`notify_master /bin/open ${who}`))
  assert.deepEqual(run('nobody'), [0])
  assert.deepEqual(run('nobody root'), ['script-insecure', 0])
  assert.deepEqual(run('nobody :root'), ['script-insecure', 0])
})

test('the message names what is unsafe, whose it is, its mode and the cure', () => {
  const { diagnostics } = load(secure + instance('notify_master /bin/open'), { scripts: here })
  assert.deepEqual(
    diagnostics.map(({ message, instead }) => [message, instead]),
    [
      [
        "Unsafe permissions found for script '/bin/open'. /bin/open may be written by everyone " +
          '(owner 0:0, mode 0777): chmod o-w /bin/open',
        'the script does not run',
      ],
    ],
  )
})

test('a program and a user are looked up once, however many instances name them', () => {
  let asked = 0
  const counting = {
    ...here,
    examine: (program: string) => {
      asked++
      return here.examine(program)
    },
  }
  const many = Array.from({ length: 50 }, (_, index) =>
    instance('notify_master /bin/ok', `V${index}`).replace('id 10', `id ${index + 1}`),
  )
  load(secure + many.join(''), { scripts: counting })
  assert.equal(asked, 1)
})

test('a relative path is said', () => {
  const { diagnostics } = load(instance('notify_master scripts/x.sh\nnotify_backup x.sh'))
  assert.deepEqual(
    diagnostics.slice(1).map(({ code, instead }) => [code, instead.slice(0, 26)]),
    [
      ['relative-script', 'it is looked for in PATH; '],
      ['scripts-without-security', 'they run, also those that '],
    ],
  )
})

test('":" and set_supplementary_groups make the groups of a user count', () => {
  const parts = [{ path: '/bin/team', is: 'file', uid: 0, gid: 50, mode: 0o750 }] as const
  const facts: ScriptFacts = {
    ...here,
    user: (name) => ({ name, uid: 1000, gid: 1000, groups: [50] }),
    knowsGroup: () => true,
    examine: (written) => ({
      written,
      searched: undefined,
      parts,
      resolved: { ok: true, path: written, parts },
    }),
  }
  const said = (user: string, global = '') => {
    const globals = `global_defs {\nenable_script_security\n${global}\n}\n`
    const text = globals + instance(`notify "/bin/team" ${user}`)
    return codes(load(text, { scripts: facts })).map((code) => code.replace(/:\d+/, ''))
  }
  assert.deepEqual(said('keeper'), ['script-not-executable'])
  assert.deepEqual(said('keeper :'), [])
  assert.deepEqual(said('keeper :daemon'), [])
  assert.deepEqual(said('keeper', 'set_supplementary_groups'), [])
})
