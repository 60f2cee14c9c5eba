/**
 * Bundles src into dist/, which is what a package ships: one file to start with and pieces that each process
 * loads only when it needs them (a VRRP worker reads no check, no command line and no TLS). Decision 0005 has
 * the figures.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build, type Plugin } from 'esbuild'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
/** Another folder of the package may be named, for tests. */
const out = resolve(root, process.argv[2] ?? 'dist')
/** Built here and renamed at the end: who starts the daemon meanwhile gets a whole one. */
const beside = `${out}.${process.pid}.tmp`
const entry = join(root, 'src/main.ts')
const testEntry = join(root, 'src/cli/config-test.ts')

/** CommonJS libraries ask for `require`, which a module has only when it makes one. */
const banner =
  "const require = (name) => process.getBuiltinModule('module').createRequire(import.meta.url)(name)"

/**
 * Node's own modules by name instead of by import: who imports one gets all that it exports, also what Node
 * would else load when somebody asks for it, such as streams. That is a tenth of a start. Lines stay where
 * the source maps expect them.
 */
function withLazyBuiltins(code: string): string {
  return code.replace(
    /^import (?:\{([^}]*)\}|(?:\* as )?(\w+)) from "([^".][^"]*)";$/gm,
    (statement, names: string | undefined, whole: string, name: string) => {
      if (!isBuiltin(name)) return statement
      const to = names === undefined ? whole : `{${names.replaceAll(' as ', ': ')}}`
      return `const ${to} = process.getBuiltinModule("${name}");`
    },
  )
}

const options = {
  absWorkingDir: root,
  outdir: beside,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  banner: { js: banner },
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'none',
  logLevel: 'warning',
  write: false,
} as const satisfies BuildOptions

/** `-t` is what people wait for: it loads one file, where it would share twenty with the other commands. */
const testAlone: Plugin = {
  name: 'config-test alone',
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/config-test\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './config-test.js', external: true } : undefined,
    ),
}

async function main(): Promise<void> {
  const started = performance.now()
  if (!existsSync(entry)) throw new Error('src/main.ts is missing: nothing to build')
  const whole = await build({
    ...options,
    entryPoints: [entry],
    splitting: true,
    chunkNames: 'parts/[name]-[hash]',
    plugins: [testAlone],
  })
  const test = await build({ ...options, entryPoints: { 'parts/config-test': testEntry } })
  for (const { path, text } of [...whole.outputFiles, ...test.outputFiles]) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, path.endsWith('.js') ? withLazyBuiltins(text) : text)
  }
  rmSync(out, { recursive: true, force: true })
  renameSync(beside, out)
  const files = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.js'))
  const kilobytes = files.reduce((sum, path) => sum + statSync(join(out, path)).size, 0) / 1000
  const millis = performance.now() - started
  const size = `${files.length} files, ${kilobytes.toFixed(0)} kB`
  console.log(`built ${relative(root, out)}: ${size}, in ${millis.toFixed(0)} ms`)
}

try {
  await main()
} finally {
  rmSync(beside, { recursive: true, force: true })
}
