/** The blocks of what is tracked: vrrp_script. keepalived.conf(5), VRRP SCRIPTS and its neighbours. */
import { block, type Row } from '../conf/rows.ts'
import { type ScriptDraft, scriptRows } from '../track/rows.ts'
import { oneName } from './block-name.ts'

export interface TrackBlocks {
  readonly scripts: ScriptDraft[]
}

export function emptyTrackBlocks(): TrackBlocks {
  return { scripts: [] }
}

export const trackBlocks: readonly Row<TrackBlocks>[] = [
  block('vrrp_script', {
    parameters: 'NAME',
    about: 'A command whose exit status instances follow',
    rows: scriptRows,
    open: (statement, draft: TrackBlocks, scene): ScriptDraft | undefined => {
      const name = oneName(statement, draft.scripts, scene)
      return name && { name }
    },
    close: (script, draft) => {
      draft.scripts.push(script)
    },
  }),
]
