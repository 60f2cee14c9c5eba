#!/bin/sh
# Compiles native/*.c into native/keepalived.node and native/programs/run-as.c into native/run-as; `npm
# install` runs it. Needs a C compiler and the node-api-headers package, not node-gyp, Python or a network.
# Does nothing when the files there were built from this source for this machine. CC, CFLAGS and LDFLAGS are
# honoured.
set -eu
cd "$(dirname "$0")"

say() {
  echo "keepalived-ts: $*" >&2
}

need_compiler() {
  say 'the native part needs a C compiler and the headers of the C library.'
  say 'Install them and run npm install again:'
  say '  Debian, Ubuntu:        apt-get install gcc libc6-dev'
  say '  Fedora, Red Hat, SUSE: dnf install gcc glibc-devel'
  say '  Alpine:                apk add gcc musl-dev linux-headers'
  exit 1
}

sum() {
  cksum | tr ' ' '-'
}
stamp="$(cat ./*.c ./*.h programs/*.c | sum)-$(uname -m)-$(printf %s "${CC-}${CFLAGS-}${LDFLAGS-}" | sum)"
if [ -f keepalived.node ] && grep -qF "keepalived.node $stamp" keepalived.node &&
  [ -f run-as ] && grep -qF "run-as $stamp" run-as; then
  exit 0
fi

# npm may have hoisted the package into any node_modules above us.
directory=$(cd .. && pwd -P)
while [ ! -f "$directory/node_modules/node-api-headers/include/node_api.h" ]; do
  if [ "$directory" = / ]; then
    say 'the package node-api-headers is missing: run npm install (without --ignore-scripts) first.'
    exit 1
  fi
  directory=$(dirname "$directory")
done
headers=$directory/node_modules/node-api-headers/include

compiler=${CC-}
for candidate in cc gcc clang; do
  if [ -z "$compiler" ] && command -v "$candidate" >/dev/null 2>&1; then
    compiler=$candidate
  fi
done
if [ -z "$compiler" ] || ! command -v "${compiler%% *}" >/dev/null 2>&1; then
  say "no C compiler found${compiler:+: $compiler}."
  need_compiler
fi

# Written beside and renamed, so that a daemon which loads the old file at this moment gets a whole one.
temporary=keepalived.$$.tmp.node
trap 'rm -f "$temporary" "$temporary.run-as"' EXIT
# shellcheck disable=SC2086
if ! $compiler -std=gnu11 -O2 -fPIC -fvisibility=hidden -shared -Wall -Wextra ${CFLAGS-} \
  -DBUILD_STAMP="\"$stamp\"" -I "$headers" -o "$temporary" ./*.c ${LDFLAGS-}; then
  say "$compiler could not build native/*.c (its messages are above)."
  need_compiler
fi
# Static where that is possible: it starts in half the time. Not every system has a static C library.
build_program() {
  # shellcheck disable=SC2086
  $compiler -std=gnu11 -O2 -Wall -Wextra ${CFLAGS-} -DBUILD_STAMP="\"$stamp\"" "$@" \
    -o "$temporary.run-as" programs/run-as.c ${LDFLAGS-}
}
if ! build_program -static 2>/dev/null && ! build_program; then
  say "$compiler could not build native/programs/run-as.c (its messages are above)."
  need_compiler
fi
mv "$temporary.run-as" run-as
mv "$temporary" keepalived.node
say 'built native/keepalived.node and native/run-as'
