/**
 * config_save_dir of keepalived.conf(5): a copy of every configuration that was taken, and the state before
 * and after each reload, for whoever looks into trouble with reloads. Names are keepalived's.
 */
import { basename } from 'node:path'
import { attempt } from '../../io/failure.ts'
import { makeDirectory, replaceFile } from '../../io/replace-file.ts'
import type { Dumps } from './dumps.ts'
import type { Tell } from './reading.ts'
import type { RunningText } from './running-record.ts'

export interface SavedCopies {
  configuration(path: string, text: RunningText): void
  before(): void
  after(): void
}

export function openSavedCopies(
  dumps: Pick<Dumps, 'stateText'>,
  directoryOf: () => string | undefined,
  tell: Tell,
): SavedCopies {
  let taken = 0
  let reloads = 0
  const save = (name: string, text: string) => {
    const directory = directoryOf()
    if (directory === undefined) return
    const made = attempt(`making ${directory}`, () => makeDirectory(directory))
    const failure = made.ok ? replaceFile(`${directory}/${name}`, text) : made.error
    if (failure !== undefined) tell({ is: 'failed', doing: failure.doing, text: failure.text })
  }
  const saveState = (when: 'pre' | 'post') => {
    if (directoryOf() === undefined) return
    const name = (pid: number) => `keepalived_vrrp.${pid}.${reloads}.${when}`
    dumps.stateText((pid, text) => save(name(pid), text))
  }
  return {
    configuration: (path, text) => save(`${basename(path)}.${process.pid}.${taken++}`, text.text()),
    before: () => {
      reloads++
      saveState('pre')
    },
    after: () => {
      if (reloads > 0) saveState('post')
    },
  }
}
