/** From commands to programs: which file is run. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { err } from '../../src/base/result.ts'
import { findPrograms, type ProgramSources } from '../../src/daemon/script-programs.ts'

const file = { is: 'file', uid: 0, gid: 0, mode: 0o755 } as const

/** /s/link leads to /real/link. */
const sources: ProgramSources = {
  accounts: { user: async () => err('unknown'), group: async () => err('unknown') },
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
    const global = { scriptUser: undefined, scriptSecurity: true, scripts: { useSymlinkPaths } }
    const programs = await findPrograms(sources, [command], { global, tell: () => {} })
    return programs(command)?.file
  }
  assert.deepEqual([await fileWith(false), await fileWith(true)], ['/real/link', '/s/link'])
})
