/** From commands to programs: which file is run. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { err, ok } from '../../src/base/result.ts'
import { findPrograms, type ProgramSources } from '../../src/daemon/notices/script-programs.ts'
import type { RunEvent } from '../../src/track/events.ts'

const file = { is: 'file', uid: 0, gid: 0, mode: 0o755 } as const

/** /s/link leads to /real/link. */
const sources: ProgramSources = {
  accounts: {
    user: async (name) => (name === 'nobody' ? ok({ name, uid: 65534, gid: 65533 }) : err('unknown')),
    group: async (name) => (name === 'daemon' ? ok(1) : err('unknown')),
    groupsOf: async (_user, gid) => [gid, 7],
  },
  examine: (written) => ({
    written,
    searched: undefined,
    parts: [{ ...file, path: written, is: 'link' }],
    resolved: { ok: true, path: '/real/link', parts: [{ ...file, path: '/real/link' }] },
  }),
  ownUid: 0,
  ownGid: 0,
}

test('use_symlink_paths: a script runs by its path as written, else by the one without links', async () => {
  const command = { argv: ['/s/link'], user: undefined, group: undefined } as const
  const fileWith = async (useSymlinkPaths: boolean) => {
    const global = {
      scriptUser: undefined,
      scriptSecurity: true,
      scripts: { useSymlinkPaths, supplementaryGroups: false },
    }
    const programs = await findPrograms(sources, [command], { global, tell: () => {} })
    return programs(command)?.file
  }
  assert.deepEqual([await fileWith(false), await fileWith(true)], ['/real/link', '/s/link'])
})

test('":" before the group, or set_supplementary_groups, gives all groups of the user', async () => {
  const identityOf = async (group: string | undefined, supplementaryGroups = false) => {
    const command = { argv: ['/s/link'], user: 'nobody', group } as const
    const global = {
      scriptUser: undefined,
      scriptSecurity: true,
      scripts: { useSymlinkPaths: false, supplementaryGroups },
    }
    return (await findPrograms(sources, [command], { global, tell: () => {} }))(command)?.identity
  }
  assert.deepEqual(await identityOf(undefined), { uid: 65534, gid: 65533, groups: [] })
  assert.deepEqual(await identityOf('daemon'), { uid: 65534, gid: 1, groups: [] })
  assert.deepEqual(await identityOf(':daemon'), { uid: 65534, gid: 1, groups: [1, 7] })
  assert.deepEqual(await identityOf(':'), { uid: 65534, gid: 65533, groups: [65533, 7] })
  assert.deepEqual(await identityOf(undefined, true), { uid: 65534, gid: 65533, groups: [65533, 7] })
})

test('set_supplementary_groups also counts for scripts of root', async () => {
  const command = { argv: ['/s/link'], user: undefined, group: undefined } as const
  const programsWith = (supplementaryGroups: boolean) =>
    findPrograms(sources, [command], {
      global: {
        scriptUser: undefined,
        scriptSecurity: true,
        scripts: { useSymlinkPaths: false, supplementaryGroups },
      },
      tell: () => {},
    })
  assert.equal((await programsWith(false))(command)?.identity, undefined)
  assert.deepEqual((await programsWith(true))(command)?.identity, { uid: 0, gid: 0, groups: [0, 7] })
})

test('an unknown user is said with the cure, and its script does not run', async () => {
  const command = { argv: ['/s/link'], user: 'ghost', group: undefined } as const
  const told: string[] = []
  const global = {
    scriptUser: undefined,
    scriptSecurity: true,
    scripts: { useSymlinkPaths: false, supplementaryGroups: false },
  }
  const tell = (event: RunEvent) => told.push('text' in event ? event.text : event.is)
  assert.equal((await findPrograms(sources, [command], { global, tell }))(command), undefined)
  assert.deepEqual(told.slice(1), [
    "Unable to resolve script username 'ghost' - disabling. Cure: useradd --system ghost",
  ])
})
