/** Runs the rules of the house: prints findings as `file:line: rule: what (why)`; exit status 1 if any. */
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inspect, reasons } from './tidy/inspect.ts'
import { existsIn, readPages } from './tidy/pages.ts'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const pages = readPages(root)
const findings = inspect(pages, existsIn(root))

for (const { path, line, rule, says } of findings) {
  console.log(
    `${path}${line > 0 ? `:${line}` : ''}: ${rule}: ${says} (${reasons[rule] ?? 'a rule of the house'})`,
  )
}
console.log(
  `tidy: ${pages.length} files, ${findings.length === 0 ? 'nothing to say' : `${findings.length} findings`}`,
)
process.exitCode = findings.length === 0 ? 0 : 1
