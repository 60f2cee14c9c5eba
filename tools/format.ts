/** Breaks long comment lines in the files that the command line names, or in all; `npm run format` does. */
import { writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readPages } from './tidy/pages.ts'
import { wrapComments } from './tidy/wrap.ts'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const named = process.argv.slice(2).map((path) => relative(root, resolve(path)))
const isNamed = (path: string) =>
  named.length === 0 || named.some((name) => path === name || path.startsWith(`${name}/`))

for (const { path, text } of readPages(root)) {
  if (!/\.(?:ts|c|h|sh)$/.test(path) || !isNamed(path)) continue
  const wrapped = wrapComments(path, text)
  if (wrapped === text) continue
  writeFileSync(join(root, path), wrapped)
  console.log(`wrapped comments of ${path}`)
}
