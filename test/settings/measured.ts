/** The rows of test/data/settings: inputs, and what keepalived was seen to do with them. */
import { readFileSync } from 'node:fs'

/** `name`: of the file, without its extension. */
export function measured<Row>(name: string): readonly Row[] {
  const text = readFileSync(new URL(`../data/settings/${name}.jsonl`, import.meta.url), 'utf8')
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row)
}
