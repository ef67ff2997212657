#!/usr/bin/env bash
# Everything that must hold: lint, types, unit tests, the suite on runc and crun, its smoke part on vrun, the gate
# against the recorded results, the generated documents, clean-up after interrupts, a tenth of the mutants, and what a
# hostile guest must not reach.
#
#   npm test                       sets up what is missing, then tests
#   npm test -- --no-install       says what it would install and make, and stops
#   npm test -- NAME...            only these checks, for example: npm test -- lint unit
#   npm test -- newest             the suite on the newest runc and crun, once they were unpacked
#   npm test -- vm                 the tests of vrun that boot virtual machines themselves
#
# The last line is `N passed, N failed, N skipped`.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

for argument in "$@"; do
  case $argument in
    --no-install) set_up test list ;;
    --help) sed -n '2,12s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
  esac
done
set_up test
exec node --require ts-node/register setup/checks/main.ts "$@"
