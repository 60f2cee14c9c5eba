/**
 * The processes: what they are called and how they run. keepalived.conf(5), vrrp_priority and its relatives.
 * Processors are not compared with those of this host: a configuration may be meant for another.
 */
import { type Micros, micros } from '../../base/time.ts'
import { readOne } from '../../conf/bind.ts'
import { mayLack, measured } from '../../conf/fields.ts'
import { flag, type Given, type Row, type Scene, setting, words } from '../../conf/rows.ts'
import type { Statement } from '../../conf/tree.ts'
import { integer, type Kind } from '../../conf/values.ts'
import type { WorkerName } from './settings.ts'
import { readUmask, umaskParameters } from './umask.ts'

export interface WorkerDraft {
  name?: Given<string>
  nice?: Given<number>
  realTimePriority?: Given<number>
  noSwap?: true
  cpus?: Given<readonly number[]>
  realTimeLimit?: Given<Micros>
}

export interface ProcessesDraft {
  readonly processes: {
    /** process_names: those that keepalived gives. */
    standardNames?: true
    parentName?: Given<string>
    maxAutoPriority?: Given<number>
    minAutoPriorityDelay?: Given<Micros>
    umask?: Given<number>
  }
  readonly workers: Readonly<Record<WorkerName, WorkerDraft>>
}

/** TASK_COMM_LEN: the kernel keeps 15 bytes of a name. */
const nameLengthMax = 15
const processorMax = 65535

const processName: Kind<string> = {
  shape: `NAME of 1..${nameLengthMax} characters`,
  read: (word) => {
    if (word.length <= nameLengthMax) return { ok: true, value: word }
    const problem = `is longer than ${nameLengthMax} characters`
    return { ok: false, error: { code: 'too-long', problem, corrected: word.slice(0, nameLengthMax) } }
  },
}

/** keepalived takes the nearest priority there is. */
const realTimePriority: Kind<number> = {
  shape: 'NUMBER 1..99',
  read: (word) => {
    const read = integer({ min: -2147483648, max: 2147483647, strict: true }).read(word)
    if (!read.ok || (read.value >= 1 && read.value <= 99)) return read
    const corrected = read.value < 1 ? 1 : 99
    return { ok: false, error: { code: 'out-of-range', problem: 'is not in 1..99', corrected } }
  },
}

/** The kernel counts 1 µs as none at all, so keepalived makes it 2. */
const realTimeLimit = measured(
  integer({ min: 1, max: 4294967295, strict: true }),
  'MICROSECONDS 1..4294967295',
  (count) => micros(Math.max(2, count)),
)

const autoPriorityDelay = measured(integer({ min: 1, max: 10_000_000 }), 'MICROSECONDS 1..10000000', micros)

interface WorkerWords {
  readonly prefix: string
  readonly worker: WorkerName
  readonly of: string
  /** Old spellings of PREFIX_process_name. */
  readonly names: readonly string[]
  /** What holds without a word, as the reference tells it (decision 9). */
  readonly without: { readonly name: string; readonly realTimePriority: string }
}

const workers: readonly WorkerWords[] = [
  {
    ...{ prefix: 'vrrp', worker: 'vrrp', of: 'the VRRP process', names: [] },
    without: { name: 'keepalived_vrrp', realTimePriority: '1, where the kernel allows it' },
  },
  {
    ...{ prefix: 'checker', worker: 'checker', of: 'the checker process', names: ['lvs_process_name'] },
    without: { name: 'keepalived_check', realTimePriority: 'none' },
  },
  {
    ...{ prefix: 'bfd', worker: 'bfd', of: 'the BFD process', names: [] },
    without: { name: 'that of the program', realTimePriority: 'none' },
  },
]

function workerRows(words: WorkerWords): readonly Row<ProcessesDraft>[] {
  const rows = [...memoryRows(words), ...realTimeRows(words)]
  // There is no such process yet.
  return words.worker === 'bfd' ? rows.map((row) => ({ ...row, later: true })) : rows
}

/** Puts what is given into the part of the draft that is about this process. */
function putInto(worker: WorkerName) {
  return <Field extends keyof WorkerDraft>(field: Field) =>
    (draft: ProcessesDraft, given: Exclude<WorkerDraft[Field], undefined>): void => {
      draft.workers[worker][field] = given
    }
}

function memoryRows({ prefix, worker, of, names, without }: WorkerWords): readonly Row<ProcessesDraft>[] {
  const put = putInto(worker)
  return [
    setting(`${prefix}_process_name`, {
      kind: processName,
      synonyms: names,
      about: `Name of ${of}, as ps(1) shows it`,
      default: without.name,
      put: put('name'),
    }),
    mayLack(
      setting(`${prefix}_priority`, {
        kind: integer({ min: -20, max: 19 }),
        misfit: 0,
        about: `Nice value of ${of}; lower values get more processor time`,
        default: '0',
        put: put('nice'),
      }),
    ),
    flag(`${prefix}_no_swap`, {
      about: `Keep ${of} in memory, by its control group: it is never swapped out`,
      default: 'off',
      put: (draft: ProcessesDraft) => {
        draft.workers[worker].noSwap = true
      },
    }),
  ]
}

function realTimeRows({ prefix, worker, of, without }: WorkerWords): readonly Row<ProcessesDraft>[] {
  const put = putInto(worker)
  return [
    mayLack(
      setting(`${prefix}_rt_priority`, {
        kind: realTimePriority,
        about: `Real-time scheduling of ${of}, with this priority`,
        default: without.realTimePriority,
        put: put('realTimePriority'),
      }),
    ),
    mayLack(
      words(`${prefix}_cpu_affinity`, {
        parameters: 'PROCESSOR...',
        least: 1,
        about: `Numbers of the processors that ${of} may run on`,
        default: 'all',
        read: (statement, draft: ProcessesDraft, scene) => readCpus(statement, draft.workers[worker], scene),
      }),
    ),
    setting(`${prefix}_rlimit_rttime`, {
      kind: realTimeLimit,
      synonyms: [`${prefix}_rlimit_rtime`],
      about:
        `Longest time that ${of} may run without a pause under real-time scheduling; ` +
        'less than a second counts as one',
      default: 'no limit',
      put: put('realTimeLimit'),
    }),
  ]
}

export const processRows: readonly Row<ProcessesDraft>[] = [
  flag('process_names', {
    about: 'Name the processes keepalived_vrrp, keepalived_lvs and keepalived_bfd, as ps(1) shows them',
    default: 'off',
    put: ({ processes }: ProcessesDraft) => {
      processes.standardNames = true
    },
  }),
  setting('process_name', {
    kind: processName,
    about: 'Name of the parent process, as ps(1) shows it',
    default: 'keepalived',
    put: ({ processes }: ProcessesDraft, given) => {
      processes.parentName = given
    },
  }),
  setting('max_auto_priority', {
    kind: integer({ min: -1, max: 99 }),
    absent: 99,
    about:
      'Real-time priority up to which a process that is scheduled too late raises itself; 0 and -1: never',
    default: '0',
    put: ({ processes }: ProcessesDraft, given) => {
      processes.maxAutoPriority = given
    },
  }),
  mayLack(
    setting('min_auto_priority_delay', {
      kind: autoPriorityDelay,
      about: 'How late a process must be scheduled for max_auto_priority to act',
      default: '1000000',
      put: ({ processes }: ProcessesDraft, given) => {
        processes.minAutoPriorityDelay = given
      },
    }),
  ),
  words('umask', {
    parameters: umaskParameters,
    least: 1,
    about: 'Permissions that are withheld from files which the daemon creates',
    default: 'IXUSR|IRWXG|IRWXO',
    read: (statement, { processes }: ProcessesDraft, scene) => {
      const read = readUmask(statement, scene)
      if (read !== undefined) processes.umask = read
    },
  }),
  ...workers.flatMap(workerRows),
]

/** One number that is none makes keepalived forget all of them. */
function readCpus(statement: Statement, worker: WorkerDraft, scene: Scene): void {
  const given = statement.words.slice(1)
  const [first] = given
  if (first === undefined) return
  const as = {
    keyword: statement.keyword.text,
    kind: integer({ min: 0, max: processorMax, strict: true }),
    fallback: 'all processors',
  }
  const cpus = new Set<number>()
  for (const word of given) {
    const read = readOne(word, as, scene)
    if (read === undefined) {
      delete worker.cpus
      return
    }
    cpus.add(read)
  }
  worker.cpus = { value: [...cpus], at: first.span }
}
