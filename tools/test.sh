#!/bin/sh
# npm test: installs and builds what is missing, then the rules of the house, then every test. With words
# after `npm test --` only those phases or files: pure, lab, ipvs, test/wire/vrrp.test.ts.
set -eu
CHECK_FAILED=
cd "$(dirname "$0")/.."
. tools/setup.sh

# shellcheck disable=SC2086
setup_packages $build_packages $lab_packages $ipvs_packages
setup_build
if [ $# -eq 0 ]; then
  setup_say 'format, lint, types, rules of the house'
  npm run --silent check || CHECK_FAILED=1
fi
export CHECK_FAILED
exec node tools/test.ts "$@"
