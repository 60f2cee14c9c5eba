/** All rules of the house over all pages; what each is for stands in `reasons`. Reads no file itself. */
import { circles, type Imports, sharedLibraries, strayArrows } from './arrows.ts'
import { deadLinks, decisionNumbers } from './documents.ts'
import { codeOf, type Finding, importsOf, type Page } from './scan.ts'
import { longFunctions, longPages, wideFunctions } from './sizes.ts'
import { bannedWords, emptyPathNames, missingOpening } from './words.ts'

/** Why a rule is there: printed with each finding. */
export const reasons: Readonly<Record<string, string>> = {
  arrows:
    'rooms that think never touch the world, and reach each other only along the table in ARCHITECTURE.md',
  libraries: 'a library that one room imports can be replaced there',
  circles: 'files that need each other can only be understood together',
  'file size': 'a page that is read in one go is understood in one go',
  'function size': 'a function that fits the screen can be checked by eye',
  'line size': 'long lines hide what stands at their end',
  parameters: 'positions say nothing at the call: pass one value with named fields',
  unfinished: 'what is there is final; what is not there yet is said in the README',
  outside: 'the project contains everything that it needs',
  escape: 'the compiler is right until shown otherwise: narrow the type instead',
  'default export': 'one name for one thing, everywhere',
  console: 'only cli and io print; everyone else returns values',
  class: 'a class only for something that must be closed, and only io has such things',
  'module state': 'nothing ambient: main builds the world and hands out parts',
  'skipped test': 'a test that is skipped says why, as text',
  'lone test': 'every test runs',
  'unwritten test': 'a test that is not written tests nothing',
  pure: 'a pure room has no clock, process, timer, environment or randomness: take the value as an argument',
  name: 'a name says what is in it',
  opening: 'the top of a file says its job and what it refuses',
  decisions: 'a decision is referred to by its number',
  links: 'a link leads somewhere',
}

/** What the rules look at: the rest is data. */
const isCode = (path: string) => /\.(?:ts|c|h|sh)$/.test(path)

/** Every broken rule, by path and line. `exists`: whether a file or folder of the project is there. */
export function inspect(pages: readonly Page[], exists: (path: string) => boolean): readonly Finding[] {
  const findings: Finding[] = [...decisionNumbers(pages)]
  const sources: Imports[] = []
  for (const page of pages) {
    const typescript = page.path.endsWith('.ts')
    const code = typescript ? codeOf(page.text) : page.text
    findings.push(...bannedWords(page, code), ...emptyPathNames(page), ...deadLinks(page, exists))
    if (isCode(page.path)) findings.push(...longPages(page))
    if (!typescript) continue
    findings.push(...longFunctions(page, code), ...wideFunctions(page, code), ...missingOpening(page))
    if (page.path.startsWith('src/')) sources.push({ path: page.path, imports: importsOf(page, code) })
  }
  for (const source of sources) findings.push(...strayArrows(source))
  findings.push(...sharedLibraries(sources), ...circles(sources))
  return findings.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line))
}
