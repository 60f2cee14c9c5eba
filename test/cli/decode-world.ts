/** A world in memory for the decode command. */
import { err, ok } from '../../src/base/result.ts'
import { decodeCommand } from '../../src/cli/decode.ts'
import type { Unreadable } from '../../src/cli/world.ts'

export interface Answer {
  readonly status: number
  readonly text: string
  readonly errors: string
}

/** A file's bytes, or why it cannot be read. */
export type Files = Readonly<Record<string, Uint8Array | Unreadable>>

/** Runs the command over these files; `stdin` is what `-` reads. */
export function decode(
  words: readonly string[],
  given: { json?: boolean; files?: Files; stdin?: Uint8Array } = {},
): Answer {
  let text = ''
  let errors = ''
  const status = decodeCommand(
    words,
    { json: given.json ?? false },
    {
      read: (file) => {
        const bytes = given.files?.[file]
        if (bytes === undefined) return err({ code: 'ENOENT', text: 'no such file or directory' })
        return bytes instanceof Uint8Array ? ok(bytes) : err(bytes)
      },
      readStdin: () => ok(given.stdin ?? new Uint8Array(0)),
      write: (more) => {
        text += more
      },
      error: (more) => {
        errors += more
      },
    },
  )
  return { status, text, errors }
}

export interface DecodedFrame {
  readonly frame: number
  readonly assumed?: string
  readonly protocol: string
  readonly link?: { readonly source?: string }
  readonly ip?: { readonly source: string; readonly linkPadding?: number }
  readonly vrrp?: { readonly vrid: number; readonly addresses: readonly string[]; readonly password?: string }
  readonly ah?: { readonly spi: number; readonly sequence: number; readonly value: string }
  readonly trailer?: { readonly scheme: number; readonly keyId: number }
  readonly arp?: { readonly kind: string }
  readonly nd?: { readonly kind: string }
  readonly remarks?: readonly string[]
  readonly verdict: 'ok' | readonly { readonly is: string; readonly text: string }[]
}

/** The objects of `--json`. */
export function objects(answer: Answer): readonly DecodedFrame[] {
  return answer.text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}

/** The reasons of a verdict by name. */
export function reasons(frame: DecodedFrame | undefined): readonly string[] {
  if (frame === undefined) return ['nothing was shown']
  return frame.verdict === 'ok' ? [] : frame.verdict.map(({ is }) => is)
}
