/** What checks need beside virtual_server: the block SSL. keepalived.conf(5), SSL. */

import type { Span } from '../../base/span.ts'
import { type SslDraft, sslRows } from '../../check/rows-ssl.ts'
import type { SslSettings } from '../../check/settings.ts'
import { block, type Row } from '../../conf/rows.ts'

export interface CheckBlocks {
  ssl?: SslDraft & { readonly at: Span }
}

export const checkBlocks: readonly Row<CheckBlocks>[] = [
  block('SSL', {
    later: true,
    parameters: '',
    about: 'The client certificate that SSL_GET presents to servers',
    repeat: 'replaces',
    rows: sslRows,
    open: (statement): SslDraft & { readonly at: Span } => ({ at: statement.keyword.span }),
    close: (ssl, draft: CheckBlocks, scene) => {
      if (draft.ssl !== undefined) {
        scene.report({
          code: 'repeated-keyword',
          severity: 'error',
          span: ssl.at,
          message: `SSL was given before, in line ${draft.ssl.at.line}`,
          instead: 'this block counts as a whole',
        })
      }
      draft.ssl = ssl
    },
  }),
]

/** Undefined: SSL_GET shows no certificate. */
export function completeSsl({ ssl }: CheckBlocks): SslSettings | undefined {
  return (
    ssl && {
      password: ssl.password?.value,
      ca: ssl.ca?.value,
      certificate: ssl.certificate?.value,
      key: ssl.key?.value,
    }
  )
}
