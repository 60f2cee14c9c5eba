/** Paths of files that do not begin at the root. Those of programs are relative-script. */
import type { Given } from '../../conf/rows.ts'
import type { Ground } from './ground.ts'
import type { Lint } from './lint.ts'

export const relativeFile: Lint = {
  code: 'relative-file',
  severity: 'warning',
  *find(ground) {
    for (const { keyword, path, at } of pathsOf(ground)) {
      if (path === '' || path.startsWith('/')) continue
      yield {
        at,
        message: `${keyword}: ${path} is not an absolute path`,
        instead: 'where it is depends on the directory that the daemon was started in; write the whole path',
      }
    }
  },
}

interface GivenPath {
  readonly keyword: string
  readonly path: string
  readonly at: Given<string>['at']
}

function* pathsOf({ draft }: Ground): Iterable<GivenPath> {
  const { global, ssl } = draft
  const of = (keyword: string, given: Given<string> | undefined): readonly GivenPath[] =>
    given === undefined ? [] : [{ keyword, path: given.value, at: given.at }]
  for (const [keyword, given] of Object.entries({
    notify_fifo: global.fifo,
    vrrp_notify_fifo: global.vrrpFifo,
    lvs_notify_fifo: global.lvsFifo,
  })) {
    if (given !== undefined) yield { keyword, path: given.value.path, at: given.at }
  }
  yield* of('reload_time_file', global.reloadTimeFile)
  yield* of('reload_file', global.reloadFile)
  yield* of('state_dump_file', global.stateDumpFile)
  yield* of('stats_dump_file', global.statisticsDumpFile)
  yield* of('json_dump_file', global.jsonDumpFile)
  yield* of('ca', ssl?.ca)
  yield* of('certificate', ssl?.certificate)
  yield* of('key', ssl?.key)
  for (const { path } of draft.files) yield* of('file', path)
  for (const { hmac } of draft.instances) {
    for (const { secret, at } of hmac?.keys ?? []) {
      if (secret.is === 'file') yield { keyword: 'key', path: secret.path, at }
    }
  }
}
