/**
 * FILE_CHECK and BFD_CHECK name what other blocks define: it must be there, stand before the virtual server,
 * and a BFD session must not be for VRRP alone. keepalived.conf(5), FILE_CHECK and BFD_CHECK. A check that
 * names nothing is left out.
 */
import type { Diagnostic, Report } from '../../conf/diagnostics.ts'
import type { Given } from '../../conf/rows.ts'
import { nearest } from '../../conf/suggest.ts'
import type { TrackBlocks } from '../track/blocks-track.ts'
import type { LvsBlocks, WholeRealServer } from './blocks-lvs.ts'

/** With more names than this a suggestion costs too much, and means little. */
const suggestedFromMax = 500

export function dropUnknownWatched(draft: LvsBlocks & TrackBlocks, report: Report): void {
  const files = new Map(draft.files.map((file) => [file.name.value, file]))
  for (const [index, { realServers }] of draft.services.entries()) {
    const isThere = (watch: Watch) => {
      const problem = problemOf(watch, { files, bfd: draft.bfd, index })
      if (problem !== undefined)
        report({ ...problem, severity: 'error', instead: 'a check that watches nothing else is left out' })
      return problem === undefined
    }
    for (const { checks } of realServers) {
      if (!checks.some(isWatching)) continue
      keepOnly(checks, (check) => {
        if (check.is === 'bfd')
          return check.instance === undefined || isThere({ is: 'bfd', name: check.instance })
        if (check.is !== 'file') return true
        keepOnly(check.files, (name) => isThere({ is: 'file', name }))
        return check.files.length > 0
      })
    }
  }
}

function isWatching({ is }: WholeRealServer['checks'][number]): boolean {
  return is === 'file' || is === 'bfd'
}

function keepOnly<Item>(items: Item[], isKept: (item: Item) => boolean): void {
  const kept = items.filter(isKept)
  if (kept.length < items.length) items.splice(0, items.length, ...kept)
}

interface Watch {
  readonly is: 'file' | 'bfd'
  readonly name: Given<string>
}

type Problem = Pick<Diagnostic, 'code' | 'span' | 'message' | 'suggestion'>

interface Known extends Pick<TrackBlocks, 'bfd'> {
  readonly files: ReadonlyMap<string, TrackBlocks['files'][number]>
  /** Which virtual server it is, from 0. */
  readonly index: number
}

function problemOf({ is, name }: Watch, { files, bfd, index }: Known): Problem | undefined {
  const [keyword, kind, known] =
    is === 'file'
      ? (['FILE_CHECK', 'track_file', files] as const)
      : (['BFD_CHECK', 'bfd_instance', bfd] as const)
  const found = known.get(name.value)
  const code = is === 'file' ? 'unknown-track-file' : 'unknown-bfd'
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
