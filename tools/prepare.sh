#!/bin/sh
# Run by npm in a clone after `npm ci` and before `npm pack`: builds dist/, which starts faster and takes half
# the memory of the sources. Without the development dependencies (--omit=dev) the sources have to do.
cd "$(dirname "$0")/.." || exit 1
[ -x node_modules/.bin/esbuild ] || exit 0
[ -e src/main.ts ] || exit 0
node tools/build.ts || echo 'dist/ could not be built: the sources will run instead' >&2
