#!/bin/sh
# npm run bench [-- quick] [MEASURE...]: installs and builds what is missing, then compares with Debian's
# keepalived.
set -eu
cd "$(dirname "$0")/.."
. tools/setup.sh

if ! is_root; then
  echo 'The bench makes network namespaces, which only root may do. Run: sudo npm run bench' >&2
  exit 1
fi
setup_packages $build_packages keepalived=/usr/sbin/keepalived iproute2=ip tcpdump=tcpdump util-linux=setpriv
setup_build
exec node bench/main.ts "$@"
