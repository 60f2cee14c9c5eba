/** Notes that carry a number carry their own, and links between documents lead somewhere. */
import { resolve } from './arrows.ts'
import { type Finding, lineAt, type Page } from './scan.ts'

/** Two decisions under one number, or a decision without one. */
export function decisionNumbers(pages: readonly Page[]): readonly Finding[] {
  const owners = new Map<string, string>()
  const findings: Finding[] = []
  for (const { path } of pages) {
    const name = /^docs\/decisions\/(.+)\.md$/.exec(path)?.[1]
    if (name === undefined) continue
    const number = /^(\d{4})-[a-z0-9-]+$/.exec(name)?.[1]
    const says =
      number === undefined
        ? 'is not called 0000-like-this.md'
        : `has the number of ${owners.get(number) ?? ''}`
    if (number === undefined || owners.has(number)) findings.push({ path, line: 0, rule: 'decisions', says })
    else owners.set(number, path)
  }
  return findings
}

const link = /\]\((?!https?:|mailto:|#)([^)\s#]+)(?:#[^)]*)?\)/g

/** Relative links of Markdown pages to files that are not there. */
export function deadLinks(page: Page, exists: (path: string) => boolean): readonly Finding[] {
  if (!page.path.endsWith('.md')) return []
  return [...page.text.matchAll(link)].flatMap((match) => {
    const target = resolve(page.path, match[1] ?? '').replace(/\/$/, '')
    if (exists(target)) return []
    const line = lineAt(page.text, match.index)
    return [{ path: page.path, line, rule: 'links', says: `${match[1]} is not there` }]
  })
}
