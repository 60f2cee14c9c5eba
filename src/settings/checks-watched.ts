/**
 * FILE_CHECK and BFD_CHECK name what other blocks define: it must be there, stand before the virtual server,
 * and a BFD session must not be for VRRP alone. keepalived.conf(5), FILE_CHECK and BFD_CHECK. A check that
 * names nothing is left out.
 */
import type { BfdCheckDraft, FileCheckDraft } from '../check/rows-file.ts'
import type { Diagnostic, Report } from '../conf/diagnostics.ts'
import { nearest } from '../conf/suggest.ts'
import type { LvsBlocks, WholeRealServer } from './blocks-lvs.ts'
import type { TrackBlocks } from './blocks-track.ts'

/** With more names than this a suggestion costs too much, and means little. */
const suggestedFromMax = 500

export function dropUnknownWatched(draft: LvsBlocks & TrackBlocks, report: Report): void {
  const isWatching = ({ checks }: WholeRealServer) => checks.some(({ is }) => is === 'file' || is === 'bfd')
  const files = new Map(draft.files.map((file) => [file.name.value, file]))
  for (const [index, { realServers }] of draft.services.entries()) {
    for (const { checks } of realServers.filter(isWatching)) {
      const kept = checks.filter((check) => {
        if (check.is !== 'file' && check.is !== 'bfd') return true
        const problem = problemOf(check, { files, bfd: draft.bfd, index })
        if (problem === undefined) return true
        report({ ...problem, severity: 'error', instead: 'the check is left out' })
        return false
      })
      checks.splice(0, checks.length, ...kept)
    }
  }
}

type Problem = Pick<Diagnostic, 'code' | 'span' | 'message' | 'suggestion'>

interface Known extends Pick<TrackBlocks, 'bfd'> {
  readonly files: ReadonlyMap<string, TrackBlocks['files'][number]>
  /** Which virtual server it is, from 0. */
  readonly index: number
}

function problemOf(check: FileCheckDraft | BfdCheckDraft, { files, bfd, index }: Known): Problem | undefined {
  const [name, keyword, kind, known] =
    check.is === 'file'
      ? ([check.file, 'FILE_CHECK', 'track_file', files] as const)
      : ([check.instance, 'BFD_CHECK', 'bfd_instance', bfd] as const)
  if (name === undefined) return undefined
  const found = known.get(name.value)
  const code = check.is === 'file' ? 'unknown-track-file' : 'unknown-bfd'
  if (found === undefined) {
    const near = known.size > suggestedFromMax ? undefined : nearest(name.value, known.keys())
    const message = `${keyword}: there is no ${kind} ${name.value}`
    return { code, span: name.at, message, ...(near === undefined ? {} : { suggestion: near }) }
  }
  if ('vrrp' in found && found.vrrp !== undefined && found.checker === undefined) {
    return { code, span: name.at, message: `${keyword}: ${kind} ${name.value} is for VRRP alone` }
  }
  if (found.precededBy.services <= index) return undefined
  return {
    code: 'defined-after-use',
    span: name.at,
    message: `${keyword}: ${kind} ${name.value} stands further down; it must come before this virtual_server`,
  }
}
