#!/usr/bin/env bash
# Whether two commands are enough on a fresh machine, for each suite named, or all that run.sh knows.
#
#   tools/fresh-host/check.sh [SUITE...]
#   tools/fresh-host/check.sh --vm trixie      the tests that boot virtual machines, too
#   tools/fresh-host/check.sh --part trixie    what continuous integration has time for: no unit tests, and a few scenarios
#
# In a root where nothing is installed it runs `npm start` on the smoke part, whose results the gate must find as expected,
# asks for what set-up would do a second time, which must be nothing, and runs the unit tests. Prints a line for each step,
# with its seconds; the output is in .cache/fresh-hosts/<suite>-<step>.log.
#
# Exit status: 0 all is well, 1 something is not, 2 bad usage.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
logs="$here/../../.cache/fresh-hosts"

how=whole
scenarios=@smoke
# In part: a container, a manager, and a manager's network.
case ${1:-} in
  --vm) how=vm && shift ;;
  --part) how=part && scenarios='@id:kernel/boot-id or @id:docker/output or @id:podman/published-port' && shift ;;
esac
case ${1:-} in
  --help) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"; exit 0 ;;
  -*) printf 'fresh-host: unknown option %s; known are --vm and --part, one of them\n' "$1" >&2; exit 2 ;;
esac
if [ $# -eq 0 ]; then set -- bookworm trixie sid uutils; fi
failed=0

# Runs a command in the root of $suite; without --keep that root is made anew.
step() { # name [--keep] command...
  local name=$1 keep=() started=$SECONDS word=passed log
  shift
  if [ "$1" = --keep ]; then keep=(--keep) && shift; fi
  log="$logs/$suite-$name.log"
  "$here/run.sh" "${keep[@]}" "$suite" "$@" >"$log" 2>&1 || word=FAILED
  printf '%-10s %-8s %s in %s s%s\n' "$suite" "$name" "$word" $((SECONDS - started)) "$(counts "$log")"
  if [ $word = FAILED ]; then
    failed=1
    tail -n 5 "$log" | sed 's/^/    /'
  fi
}

# What a run or the tests counted.
counts() { # log
  grep -E '^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$|^(runc|vrun)@[^ ]+ +[0-9]|^ {10,}pass ' "$1" | tr -s ' ' | sed 's/^/; /' | tr -d '\n'
}

mkdir -p "$logs"
for suite in "$@"; do
  # shellcheck disable=SC2016
  step start bash -c 'npm start -- --tags "$1" && bin/lacuna gate reports/out/results.json' - "$scenarios"
  # shellcheck disable=SC2016
  step again --keep bash -c 'left=$(npm start -- --no-install) && grep -q "^No Debian package is missing.$" <<<"$left" && grep -q "^Everything is built.$" <<<"$left"'
  if [ $how != part ]; then step unit --keep npm test -- unit; fi
  if [ $how = vm ]; then step vm --keep npm test -- vm; fi
done
exit $failed
