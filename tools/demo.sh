#!/bin/sh
# npm run demo: installs and builds what is missing, then shows a pair of nodes at work on this machine.
set -eu
cd "$(dirname "$0")/.."
. tools/setup.sh

if ! is_root; then
  echo 'The demo makes network namespaces, which only root may do. Run: sudo npm run demo' >&2
  exit 1
fi
setup_packages $build_packages iproute2=ip tcpdump=tcpdump util-linux=setpriv
setup_build
exec node tools/demo.ts
