/** What the diagnostic codes mean that are about virtual servers, real servers and their groups. */
import { lvsGroupPages } from './lvs-group.ts'
import { lvsServerPages } from './lvs-server.ts'
import { lvsServicePages } from './lvs-service.ts'
import type { CodePage } from './page.ts'

export const lvsPages: readonly CodePage[] = [...lvsServicePages, ...lvsServerPages, ...lvsGroupPages]
