/** Words, names and shapes that the house does not use, and where. */
import { pureRooms, roomOf } from './arrows.ts'
import { type Finding, lineAt, type Page } from './scan.ts'

interface Ban {
  readonly rule: string
  readonly pattern: RegExp
  /** Look at comments and strings too. */
  readonly everywhere?: true
  readonly where: (path: string) => boolean
}

const anywhere = () => true
const inSources = (path: string) => path.startsWith('src/')
const inTests = (path: string) => path.startsWith('test/')
const inPureRoom = (path: string) => pureRooms.has(roomOf(path) ?? '')
const isTypeScript = (path: string) => path.endsWith('.ts')

/** Letters in brackets keep these patterns from finding themselves. */
const bans: readonly Ban[] = [
  { rule: 'unfinished', pattern: /\b(?:TOD[O]|FIXM[E]|XX[X])\b/g, everywhere: true, where: anywhere },
  { rule: 'outside', pattern: /\.\.\/share[d]\b|\/work\/share[d]\b/g, everywhere: true, where: anywhere },
  {
    rule: 'escape',
    pattern: /@ts-(?:ignor[e]|nochec[k])|@ts-expect-erro[r]/g,
    everywhere: true,
    where: isTypeScript,
  },
  { rule: 'escape', pattern: /\bas\s+any\b/g, where: isTypeScript },
  { rule: 'default export', pattern: /^export\s+default\b/gm, where: isTypeScript },
  { rule: 'console', pattern: /(?<![.\w])console\s*\./g, where: outsideOfScreens },
  { rule: 'class', pattern: /^\s*(?:export\s+)?(?:abstract\s+)?class\s+\w+/gm, where: outsideOfIo },
  {
    rule: 'module state',
    pattern: /^(?:export\s+)?(?:let|var)\s/gm,
    where: (path) => isTypeScript(path) && !inTests(path),
  },
  { rule: 'skipped test', pattern: /\b(?:test|it|describe|suite)\.skip\(/g, where: inTests },
  { rule: 'skipped test', pattern: /\.skip\(\s*\)|\bskip:\s*true\b/g, where: inTests },
  { rule: 'lone test', pattern: /\.only\(|\bonly:\s*true\b/g, where: inTests },
  {
    rule: 'unwritten test',
    pattern: /\b(?:test|it|describe|suite)\.todo\(|\btodo:\s*true\b/g,
    where: inTests,
  },
  { rule: 'pure', pattern: /\bnew\s+Date\b|(?<![.\w])Date\s*[.(]|\bMath\.random\b/g, where: inPureRoom },
  {
    rule: 'pure',
    pattern:
      /(?<![.\w])(?:process\s*[.[]|Buffer\s*[.(]|globalThis\b|performance\s*\.|crypto\s*\.|fetch\s*\()/g,
    where: inPureRoom,
  },
  {
    rule: 'pure',
    pattern: /(?<![.\w])(?:setTimeout|setInterval|setImmediate|queueMicrotask)\b/g,
    where: inPureRoom,
  },
]

function outsideOfScreens(path: string): boolean {
  return inSources(path) && !['cli', 'io'].includes(roomOf(path) ?? '')
}

function outsideOfIo(path: string): boolean {
  return inSources(path) && roomOf(path) !== 'io'
}

/** Banned words of a page; `code` is the page without comments and strings. */
export function bannedWords(page: Page, code: string): readonly Finding[] {
  return bans
    .filter((ban) => ban.where(page.path))
    .flatMap(({ rule, pattern, everywhere }) =>
      [...(everywhere ? page.text : code).matchAll(pattern)].map((match) => ({
        path: page.path,
        line: lineAt(page.text, match.index + match[0].length - match[0].trimStart().length),
        rule,
        says: match[0].trim(),
      })),
    )
}

const emptyNames = /^(?:utils?|helpers?|common|misc|managers?)$/

/** Files and folders whose name says nothing. */
export function emptyPathNames({ path }: Page): readonly Finding[] {
  const words = path.toLowerCase().split(/[/.\-_]/)
  const found = words.filter((word) => emptyNames.test(word))
  return found.map((word) => ({ path, line: 0, rule: 'name', says: `'${word}' does not say what is in it` }))
}

/** Sources start with a comment: their job, and what they refuse. */
export function missingOpening({ path, text }: Page): readonly Finding[] {
  if (!inSources(path) || /^\s*\/[*/]/.test(text)) return []
  return [{ path, line: 1, rule: 'opening', says: 'no comment at the top' }]
}
