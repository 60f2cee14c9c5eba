/** Where dumps go: keepalived.conf(5), state_dump_file, data_use_instance; keepalived(8), SIGNALS. */
import type { FilesSettings } from '../../settings/global/settings.ts'

export interface DumpNames {
  readonly files: Pick<FilesSettings, 'stateDump' | 'statisticsDump' | 'jsonDump' | 'namesWithInstance'>
  readonly instance: string | undefined
  /** The one that the daemon works in. */
  readonly namespace: string | undefined
  /** $TMPDIR, or /tmp. */
  readonly temporaryDirectory: string
}

export interface DumpPaths {
  readonly state: string
  readonly parentState: string
  readonly statistics: string
  readonly json: string
}

export function dumpPathsOf(names: DumpNames): DumpPaths {
  const { files, instance, namespace } = names
  const which = [namespace, instance].filter((part) => part !== undefined)
  const tag = files.namesWithInstance && which.length > 0 ? `.${which.join('_')}` : ''
  const state = pathOf(files.stateDump, 'keepalived.data', names)
  return {
    state: inserted(state, tag),
    parentState: inserted(state, `_parent${tag}`),
    statistics: inserted(pathOf(files.statisticsDump, 'keepalived.stats', names), tag),
    json: pathOf(files.jsonDump, 'keepalived.json', names),
  }
}

/** With a final / it is a directory. */
function pathOf(given: string | undefined, standard: string, { temporaryDirectory }: DumpNames): string {
  if (given === undefined) return `${temporaryDirectory}/${standard}`
  return given.endsWith('/') ? `${given}${standard}` : given
}

/** /tmp/keepalived.data: /tmp/keepalived_parent.blue_one.data. */
function inserted(path: string, text: string): string {
  const name = path.lastIndexOf('/') + 1
  const dot = path.indexOf('.', name + 1)
  return dot < 0 ? `${path}${text}` : `${path.slice(0, dot)}${text}${path.slice(dot)}`
}
