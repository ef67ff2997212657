#!/usr/bin/env bash
# Unpacks another version of an OCI runtime, or CRIU, from a Debian suite, beside its own libraries, so that it runs here.
#
#   setup/install-runtime.sh NAME@SUITE          for example runc@sid, crun@sid, runsc@trixie, criu@sid
#
# Lays down .cache/runtimes/<name>@<version>/<name>, its libraries in lib/ and the packages it came from in
# packages.txt (name, version, SHA-256), and .cache/runtimes/<name>@<suite> as a link to it. Nothing is installed.
# The program's interpreter is set to the loader beside it, because a newer libc needs its own loader.
#
# Prints `<name> <version> <path of the program>`. Does nothing when that is there already (--refresh looks for a newer
# version in the suite).
#
# Exit status: 0 done, 2 bad usage, 3 this machine or the network cannot do it.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache="${LACUNA_CACHE:-$here/../.cache}"

fail() {
  printf 'install-runtime: %s\n' "$2" >&2
  exit "$1"
}

refresh=()
if [ "${1:-}" = --refresh ]; then refresh=(--refresh); shift; fi
[ $# -eq 1 ] || fail 2 "usage: setup/install-runtime.sh [--refresh] NAME@SUITE, for example runc@sid"
name=${1%@*}
suite=${1##*@}
case $name in
  runc | crun | runsc | criu) ;;
  *) fail 2 "\"$name\" is no runtime that Debian packages; known are runc, crun and runsc, and criu that they save containers with" ;;
esac
[[ $1 == *@* && $suite =~ ^[a-z][a-z0-9-]*$ ]] || fail 2 "\"$1\" names no Debian suite; write $name@sid or $name@trixie, for example"

link="$cache/runtimes/$name@$suite"
report() {
  local real
  real=$(cd "$link" && pwd -P)
  printf '%s %s %s\n' "$name" "${real##*@}" "$real/$name"
}
if [ ${#refresh[@]} -eq 0 ] && [ -x "$link/$name" ] && "$link/$name" --version >/dev/null 2>&1; then
  report
  exit 0
fi
command -v patchelf >/dev/null || fail 3 "needs the program patchelf; install the package patchelf"

mkdir -p "$cache/runtimes"
root=$(mktemp -d "$cache/runtimes/.unpack-XXXXXX")
trap 'rm -rf "$root"' EXIT
# Private libraries are only of use to a program that asks for some; a static one comes alone.
unpack() { "$here/fetch-debs.sh" --with-deps "$suite" "$root/root" "$@" >"$root/packages.txt"; }
# crun saves containers by a library that it loads where it is there; suites before trixie have none.
if [ "$name" != crun ] || ! unpack "$name" libcriu2 2>/dev/null; then unpack "$name" || exit $?; fi

program=""
for folder in usr/bin usr/sbin bin sbin; do
  if [ -x "$root/root/$folder/$name" ]; then program="$root/root/$folder/$name"; break; fi
done
[ -n "$program" ] || fail 3 "the package $name of $suite holds no program $name"

mkdir -p "$root/out/lib"
cp "$program" "$root/out/$name"
cp "$root/packages.txt" "$root/out/packages.txt"
cp -r "$root/root/usr/share/doc/$name/copyright" "$root/out/copyright" 2>/dev/null || true
version=$(awk -v name="$name" '$1 == name { print $2 }' "$root/packages.txt" | sed 's/^[0-9]*://; s/[+~-].*//')
# A package that was cut from a day's source has no version of its own but that day.
if [ "$version" = 0.0 ]; then version=$(awk -v name="$name" '$1 == name { print $2 }' "$root/packages.txt" | sed -n 's/^0\.0~\([0-9]*\).*/\1/p'); fi
target="$cache/runtimes/$name@$version"
mkdir -p "$target"
target=$(cd "$target" && pwd -P)

if interpreter=$(patchelf --print-interpreter "$program" 2>/dev/null) && [ -n "$interpreter" ]; then
  find "$root/root/lib" "$root/root/lib64" "$root/root/usr/lib" "$root/root/usr/lib64" -name '*.so*' ! -path '*/gconv/*' \
    -exec cp -P -t "$root/out/lib" {} + 2>/dev/null || true
  loader=${interpreter##*/}
  [ -e "$root/out/lib/$loader" ] || fail 3 "the loader $loader is not among the packages of $suite"
  # Links between library folders are made flat, as the libraries now are.
  find "$root/out/lib" -type l | while read -r file; do
    aim=$(basename "$(readlink "$file")")
    ln -sfn "$aim" "$file"
  done
  # RPATH and not RUNPATH: it also holds for what the libraries themselves need.
  patchelf --set-interpreter "$target/lib/$loader" --force-rpath --set-rpath "$target/lib" "$root/out/$name"
fi

rm -rf "$target"
mv "$root/out" "$target"
ln -sfn "$name@$version" "$link"
"$target/$name" --version >/dev/null 2>"$root/error" || fail 3 "$target/$name does not run here: $(head -n 1 "$root/error")"
report
