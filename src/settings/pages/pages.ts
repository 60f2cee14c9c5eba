/** Every diagnostic code's page: one line for each area of the configuration. */
import { nearest } from '../../conf/suggest.ts'
import { addressPages } from './address.ts'
import { bfdPages } from './bfd.ts'
import { checkPages } from './check.ts'
import { clusterPages } from './cluster.ts'
import { globalPages } from './global.ts'
import { languagePages } from './language.ts'
import { lintPages } from './lint.ts'
import { lvsPages } from './lvs.ts'
import type { CodePage } from './page.ts'
import { routePages } from './route.ts'
import { scriptPages } from './script.ts'
import { sharedPages } from './shared.ts'
import { trackPages } from './track.ts'
import { vrrpPages } from './vrrp.ts'

export const codePages: readonly CodePage[] = [
  ...sharedPages,
  ...languagePages,
  ...globalPages,
  ...scriptPages,
  ...vrrpPages,
  ...addressPages,
  ...routePages,
  ...trackPages,
  ...bfdPages,
  ...lvsPages,
  ...checkPages,
  ...clusterPages,
  ...lintPages,
]

const byCode: ReadonlyMap<string, CodePage> = new Map(codePages.map((page) => [page.code, page]))

export function pageOf(code: string): CodePage | undefined {
  return byCode.get(code)
}

/** The code that somebody most likely meant. */
export function nearestCode(code: string): string | undefined {
  return nearest(code, byCode.keys())
}
