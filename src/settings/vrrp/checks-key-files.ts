/**
 * Files with keys of auth_hmac: whoever reads one can speak for the virtual router. keepalived 2.4 counts a
 * file that others may read as it counts insecure scripts. What is in the file is read when the daemon
 * starts.
 */
import type { Report } from '../../conf/diagnostics.ts'
import type { Draft } from '../grammar.ts'
import type { ScriptFacts } from '../scripts/checks-scripts.ts'

/** Group and others: read, write, execute. */
const foreignBits = 0o077

export function checkKeyFiles(
  draft: Pick<Draft, 'instances'>,
  facts: ScriptFacts | undefined,
  report: Report,
): void {
  if (facts === undefined) return
  for (const { hmac } of draft.instances) {
    for (const { id, secret, at } of hmac?.keys ?? []) {
      if (secret.is !== 'file') continue
      const files = facts.examine(secret.path)
      if (files === undefined) continue
      const { resolved } = files
      const file = resolved.ok ? resolved.parts.at(-1) : undefined
      if (file === undefined) {
        report({
          code: 'key-file-missing',
          severity: 'error',
          span: at,
          message: `key ${id}: ${secret.path} cannot be read: ${resolved.ok ? 'no file' : resolved.text}`,
          instead: 'there is no such key; if it is the one that signs, adverts are not signed',
        })
      } else if ((file.mode & foreignBits) !== 0) {
        const mode = (file.mode & 0o777).toString(8).padStart(4, '0')
        report({
          code: 'key-file-open',
          severity: 'warning',
          span: at,
          message: `key ${id}: others than its owner can open ${secret.path} (mode ${mode})`,
          instead: `the key is used all the same; chmod 600 ${secret.path}`,
        })
      }
    }
  }
}
