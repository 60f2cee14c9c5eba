/**
 * Lines at the top level that stand in no block: which one of several daemons this is, and in which network
 * namespace it works. keepalived.conf(5), GLOBAL CONFIGURATION.
 */
import type { Span } from '../../base/span.ts'
import { type Micros, seconds } from '../../base/time.ts'
import { fieldsOf, mayLack, measured } from '../../conf/fields.ts'
import { flag, type Given, type Row, type Scene, setting } from '../../conf/rows.ts'
import { integer, type Kind } from '../../conf/values.ts'

export interface RootDraft {
  instance?: Given<string>
  namespace?: Given<string>
  /** Empty: that of the host. */
  namespaceOfIpvs?: Given<string>
  namespaceWithIpsets?: Span
  usePidDirectory?: Span
  childWait?: Given<Micros>
  linkPolling?: Span
}

const put = fieldsOf<RootDraft>()
const wait = measured(integer({ min: 0, max: 4294967295, strict: true }), 'SECONDS 0..4294967295', seconds)

/** A file below /run/netns, or a part of a file's name. */
const fileName: Kind<string> = {
  shape: 'NAME',
  read: (word) =>
    /^[^/]{1,255}$/.test(word) && word !== '.' && word !== '..'
      ? { ok: true, value: word }
      : { ok: false, error: { code: 'not-a-value', problem: 'is no name (1 to 255 characters, no /)' } },
}

/** In another namespace than the one that was meant, everything would be done to the wrong host. */
function namespace(keyword: string, about: string, facts: { readonly absent?: string }): Row<RootDraft> {
  const field = keyword === 'net_namespace' ? 'namespace' : 'namespaceOfIpvs'
  return setting(keyword, {
    kind: fileName,
    ...facts,
    about,
    default: field === 'namespace' ? 'that of whoever starts the daemon' : 'net_namespace',
    repeat: 'first-wins',
    put: (draft: RootDraft, given) => {
      draft[field] = given
    },
  })
}

export const rootRows: readonly Row<RootDraft>[] = [
  mayLack(
    setting('instance', {
      kind: fileName,
      about: 'Name of this daemon where several run on one host; pid files and dumps have it in their names',
      default: 'none',
      repeat: 'first-wins',
      put: put('instance'),
    }),
  ),
  mayLack(namespace('net_namespace', 'Network namespace in which the daemon does all its work', {})),
  refusing(
    namespace('net_namespace_ipvs', 'Network namespace of IPVS; without NAME that of the host', {
      absent: '',
    }),
  ),
  flag('namespace_with_ipsets', {
    about: 'Use ipsets in a network namespace even with kernels before 3.13',
    default: 'off',
    later: true,
    put: put('namespaceWithIpsets'),
  }),
  flag('use_pid_dir', {
    about: 'Keep pid files in /run/keepalived, as is always done with instance or net_namespace',
    default: 'off',
    put: put('usePidDirectory'),
  }),
  setting('child_wait_time', {
    kind: wait,
    about: 'How long the processes of the daemon may take to end before they are killed',
    default: '5',
    put: put('childWait'),
  }),
  flag('linkbeat_use_polling', {
    about: 'Poll the link state of interfaces instead of relying on what the kernel reports',
    default: 'off',
    put: put('linkPolling'),
  }),
]

/** Its value is read like any other, and nothing runs where it was not meant to. */
function refusing(row: Row<RootDraft>): Row<RootDraft> {
  return {
    ...row,
    later: 'refused',
    read: (statement, draft, scene: Scene) => {
      row.read(statement, draft, scene)
      scene.report({
        code: 'not-yet',
        severity: 'error',
        span: statement.keyword.span,
        message: `keepalived-ts cannot enter a network namespace by ${row.keyword} yet`,
        instead:
          'nothing runs: start it inside, with `ip netns exec NAME keepalived-ts`, and take the line out',
        fatal: true,
      })
    },
  }
}
