/** `check --explain CODE` and `check --list-codes`: the pages of codes in the terminal. */
import { renderDiagnostic } from '../conf/diagnostics.ts'
import type { Loaded } from '../settings/load.ts'
import { filesBeside, loadExample } from '../settings/pages/example-host.ts'
import type { CodePage } from '../settings/pages/page.ts'
import { codePages, pageOf } from '../settings/pages/pages.ts'
import { unknownCode } from './check-levels.ts'
import { checkStatus } from './check-report.ts'
import type { World } from './world.ts'
import { firstSentence, wrapped } from './wrapped.ts'

const columns = 90

/** Returns the exit status. */
export function explainCode(code: string, world: World): number {
  const page = pageOf(code)
  if (page === undefined) {
    world.complain(`keepalived-ts: ${unknownCode(code)}\n`)
    return checkStatus.cannotCheck
  }
  world.print(explanation(page))
  return checkStatus.good
}

function explanation(page: CodePage): string {
  const files = Object.entries(filesBeside(page)).map(
    ([path, text]) => `With ${path}:\n\n${indented(visible(text).trimEnd())}\n`,
  )
  return [
    `${page.code}\n`,
    `${wrapped(page.about, columns)}\n`,
    `Example:\n\n${indented(visible(page.example).trimEnd())}\n`,
    ...files,
    `What is said of it:\n\n${indented(exampleSays(page).trimEnd())}\n`,
    `Cure:\n\n${indented(wrapped(page.cure, columns - 4))}\n`,
  ].join('\n')
}

/** What the page's example makes the checks say under this code. */
export function exampleSays(page: CodePage, loaded: Loaded = loadExample(page)): string {
  return loaded.diagnostics
    .filter(({ code }) => code === page.code)
    .map((diagnostic) => renderDiagnostic(diagnostic, loaded.sources))
    .join('')
    .replaceAll('\ufeff', '')
}

/** An example with its characters that nobody sees: `<U+FEFF>`. */
export function visible(text: string): string {
  return text.replace(/[^\P{C}\n\t]|\u00a0/gu, (sign) => {
    const hexadecimal = (sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
    return `<U+${hexadecimal}>`
  })
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '    ')
}

/** One line each: the code and how its page begins. */
export function listCodes(world: World): number {
  const sorted = [...codePages].sort((a, b) => (a.code < b.code ? -1 : 1))
  const width = Math.max(...sorted.map(({ code }) => code.length)) + 2
  for (const { code, about } of sorted) {
    world.print(`${code.padEnd(width)}${firstSentence(about)}\n`)
  }
  return checkStatus.good
}
