#!/usr/bin/env bash
# Unpacks the container managers that the suite drives, without installing them or starting a service.
#
#   setup/install-engines.sh [--refresh]
#
# What it lays down, all under .cache/engines/:
#
#   usr/ etc/ ...      the unpacked packages: docker.io, containerd, podman, conmon, containernetworking-plugins and those of
#                      their dependencies that are not installed here. usr/lib/cni has the CNI plugins, etc/containers/policy.json and
#                      usr/share/containers/{containers.conf,seccomp.json} Podman's defaults, usr/lib/podman its helpers.
#   libraries/         the shared libraries that this machine lacks
#   bin/<program>      links to the programs: dockerd docker docker-proxy containerd ctr containerd-shim-runc-v2 podman
#                      conmon, and what else of theirs is not installed here. Put this folder in front of PATH.
#                      LD_LIBRARY_PATH is not needed (and would leak into the runtime under test): the programs
#                      name libraries/ themselves.
#   packages.txt       name, version and SHA-256 of each package
#
# The suite is this machine's own Debian suite; on another distribution bookworm, or $LACUNA_ENGINES_SUITE.
# Does nothing when all of it is there already. Exit status: 0 done, 3 this machine or the network cannot do it.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache="${LACUNA_CACHE:-$here/../.cache}"
packages=(docker.io containerd podman conmon containernetworking-plugins)
programs=(dockerd docker docker-proxy containerd ctr containerd-shim-runc-v2 podman conmon)
extras=(netavark aardvark-dns catatonit tini xtables-nft-multi nft)

fail() {
  printf 'install-engines: %s\n' "$2" >&2
  exit "$1"
}

suite=${LACUNA_ENGINES_SUITE:-}
if [ -z "$suite" ]; then
  suite=$(. /etc/os-release 2>/dev/null; if [ "${ID:-}" = debian ]; then printf %s "${VERSION_CODENAME:-sid}"; else printf bookworm; fi)
fi
mkdir -p "$cache"
root="$(cd "$cache" && pwd -P)/engines"

# Reads all that ldd says: a pipe that ends at the first match would end ldd by a signal, and count as no match.
finds_libraries() { [[ $(ldd "$1" 2>/dev/null) != *'not found'* ]]; }

complete() {
  local program
  [ -s "$root/packages.txt" ] || return 1
  for program in "${programs[@]}"; do [ -x "$root/bin/$program" ] || return 1; done
  [ -x "$root/usr/lib/cni/bridge" ] || return 1
  if [ -e "$root/usr/sbin/xtables-nft-multi" ]; then
    [ -e "$root/usr/sbin/iptables" ] && finds_libraries "$root/usr/sbin/xtables-nft-multi" || return 1
  fi
  # A machine that has nftables installed gets no copy of it.
  if [ "$suite" != bookworm ] && [ ! -x "$root/bin/nft" ] && [ ! -x /usr/sbin/nft ]; then return 1; fi
  finds_libraries "$root/bin/podman"
}
if [ "${1:-}" != --refresh ] && complete; then
  printf 'engines are in %s/bin\n' "$root"
  exit 0
fi
command -v patchelf >/dev/null || fail 3 "needs the program patchelf; install the package patchelf"

# After bookworm Docker's command line is a package of its own, and Podman's network program calls nft, which it only recommends.
case $suite in
  bookworm) ;;
  *) packages+=(docker-cli nftables) ;;
esac

rm -rf "$root.new"
"$here/fetch-debs.sh" --with-missing "$suite" "$root.new" "${packages[@]}" >"$root.packages" || exit $?
mv "$root.packages" "$root.new/packages.txt"
for folder in bin sbin; do
  if [ -d "$root.new/$folder" ]; then cp -a "$root.new/$folder/." "$root.new/usr/$folder/"; rm -rf "${root:?}.new/$folder"; fi
done
mkdir -p "$root.new/bin" "$root.new/libraries"

find_program() {
  local folder
  for folder in usr/bin usr/sbin usr/libexec/podman usr/lib/podman; do
    if [ -e "$root.new/$folder/$1" ] || [ -L "$root.new/$folder/$1" ]; then printf %s "$folder/$1"; return; fi
  done
}
for program in "${programs[@]}" "${extras[@]}"; do
  found=$(find_program "$program")
  if [ -n "$found" ]; then ln -sfn "../$found" "$root.new/bin/$program"; fi
done
# The package leaves these names to the system's alternatives.
for name in iptables ip6tables; do
  for suffix in "" -save -restore; do
    if [ -e "$root.new/usr/sbin/xtables-nft-multi" ] && [ ! -e "$root.new/usr/sbin/$name$suffix" ]; then ln -s xtables-nft-multi "$root.new/usr/sbin/$name$suffix"; fi
  done
done
for program in "${programs[@]}"; do
  [ -L "$root.new/bin/$program" ] || fail 3 "the packages ${packages[*]} of $suite hold no program $program"
done

# A library that the machine has is the machine's: it fits its loader.
find "$root.new" -name '*.so.*' \( -type f -o -type l \) ! -path '*/libraries/*' | while read -r file; do
  name=${file##*/}
  if ! ldconfig -p | grep -qF "	$name ("; then cp -L "$file" "$root.new/libraries/$name"; fi
done
find "$root.new/usr" "$root.new/libraries" -type f \( -perm /111 -o -name '*.so.*' \) | while read -r file; do
  if patchelf --print-rpath "$file" >/dev/null 2>&1 && ! finds_libraries "$file"; then
    patchelf --force-rpath --set-rpath "$root/libraries" "$file"
  fi
done

rm -rf "$root"
mv "$root.new" "$root"
complete || fail 3 "the engines unpacked into $root do not find their libraries"
printf 'engines are in %s/bin\n' "$root"
