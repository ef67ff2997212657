#!/usr/bin/env bash
# The main job: compares vrun with runc and writes reports/out/.
#
#   npm start                       sets up what is missing, then compares
#   npm start -- --no-install       says what it would install and make, and stops
#   npm start -- --all              compares on the whole suite, also where virtual machines are slow
#   npm start -- OPTIONS            options of `lacuna compare`, for example --tags @smoke
#
# Where KVM cannot be used a container of vrun takes seconds, and the whole suite an hour. Then the comparison is made
# on what the documents are about, the limitations, and on the smoke part.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

for argument in "$@"; do
  case $argument in
    --no-install) set_up start list ;;
    --help) sed -n '2,10s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
  esac
done
set_up start
options=("$@")
if [ "${1:-}" = --all ]; then
  options=("${@:2}")
elif [ $# -eq 0 ] && ! bin/vrun check | grep -q '^accelerator: kvm$'; then
  say "KVM cannot be used here: comparing on the limitations and the smoke part (npm start -- --all for the whole suite)"
  options=(--tags "@limitation or @smoke")
fi
exec node bin/lacuna compare vrun runc "${options[@]}"
