/** Everything that can be tracked: one kind, one file, one line. */
import type { TrackKind } from './kind.ts'
import { bfdKind } from './rows-bfd.ts'
import { fileKind } from './rows-file.ts'
import { interfaceKind } from './rows-interface.ts'
import { processKind } from './rows-process.ts'
import { scriptKind } from './rows-script.ts'

export const trackKinds: readonly TrackKind[] = [interfaceKind, scriptKind, fileKind, processKind, bfdKind]
