/** Everything that can be tracked: one kind, one file, one line. */
import { scriptKind } from './script.ts'

export const trackKinds = [scriptKind] as const
