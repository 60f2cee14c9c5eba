/** A world that keeps what a command says, and whose files are in memory. */
import { err, ok } from '../../src/base/result.ts'
import type { World } from '../../src/cli/world.ts'

export interface Said {
  printed: string
  complained: string
}

export function memoryWorld(
  given: { readonly files?: Readonly<Record<string, string>>; readonly stdin?: string } & Partial<World> = {},
): { readonly world: World; readonly said: Said } {
  const said: Said = { printed: '', complained: '' }
  const bytes = (text: string | undefined) =>
    text === undefined
      ? err({ code: 'ENOENT', text: 'no such file or directory' })
      : ok(new TextEncoder().encode(text))
  const { files = {}, stdin, ...rest } = given
  const world: World = {
    print: (text) => {
      said.printed += text
    },
    complain: (text) => {
      said.complained += text
    },
    resolve: (path) => path,
    readFile: (path) => bytes(files[path]),
    namesIn: (directory) => [
      ...new Set(
        Object.keys(files).flatMap((path) =>
          path.startsWith(`${directory}/`) ? [path.slice(directory.length + 1).split('/')[0] ?? ''] : [],
        ),
      ),
    ],
    readStandardInput: () => bytes(stdin ?? ''),
    colours: false,
    ...rest,
  }
  return { world, said }
}
