/** How the processes run: drafts to settings. keepalived.conf(5), process_names and its neighbours. */
import { seconds } from '../../base/time.ts'
import type { RootDraft } from './root-rows.ts'
import type { ProcessesDraft } from './rows-process.ts'
import type { ProcessesSettings, ProcessSettings, WorkerName } from './settings.ts'

/** What process_names calls them. */
const standardNames: Readonly<Record<WorkerName, string>> = {
  vrrp: 'keepalived_vrrp',
  checker: 'keepalived_lvs',
  bfd: 'keepalived_bfd',
}

export function completeProcesses(draft: ProcessesDraft & RootDraft): ProcessesSettings {
  const { processes } = draft
  return {
    parentName: processes.parentName?.value,
    workers: {
      vrrp: completeWorker(draft, 'vrrp'),
      checker: completeWorker(draft, 'checker'),
      bfd: completeWorker(draft, 'bfd'),
    },
    maxAutoPriority: processes.maxAutoPriority?.value ?? 0,
    minAutoPriorityDelay: processes.minAutoPriorityDelay?.value ?? seconds(1),
    umask: processes.umask?.value,
    childWait: draft.childWait?.value ?? seconds(5),
  }
}

function completeWorker({ processes, workers }: ProcessesDraft, name: WorkerName): ProcessSettings {
  const worker = workers[name]
  const standard = processes.standardNames === true ? standardNames[name] : undefined
  return {
    name: worker.name?.value ?? standard,
    nice: worker.nice?.value,
    realTimePriority: worker.realTimePriority?.value,
    noSwap: worker.noSwap === true,
    cpus: worker.cpus?.value ?? [],
    realTimeLimit: worker.realTimeLimit?.value,
  }
}
