/** Reads the project's own text files from disk: what git would keep, found without git. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from './scan.ts'

const notOurs = new Set(['node_modules', 'dist', '.git', '.cache'])
const isText = /(?:\.(?:ts|js|mjs|c|h|sh|md|json|conf|service|txt)|^[A-Z]+|\/run|\/keepalived-ts)$/

/** Every page below `root`. */
export function readPages(root: string): readonly Page[] {
  const pages: Page[] = []
  const walk = (folder: string) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (notOurs.has(entry.name) || entry.name.endsWith('.tmp')) continue
      if (entry.isDirectory()) walk(path)
      else if (entry.isFile() && isText.test(path)) {
        pages.push({ path, text: readFileSync(join(root, path), 'utf8') })
      }
    }
  }
  walk('')
  return pages
}

/** Whether a path of the project is there. */
export const existsIn =
  (root: string) =>
  (path: string): boolean =>
    existsSync(join(root, path))
