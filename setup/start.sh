#!/usr/bin/env bash
# The main job: compares vrun with runc and writes reports/out/.
#
#   npm start                       sets up what is missing, then compares
#   npm start -- --no-install       says what it would install and make, and stops
#   npm start -- OPTIONS            options of `lacuna compare`, for example --tags @smoke
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

for argument in "$@"; do
  case $argument in
    --no-install) set_up start list ;;
    --help) sed -n '2,6s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
  esac
done
set_up start
exec node bin/lacuna compare vrun runc "$@"
