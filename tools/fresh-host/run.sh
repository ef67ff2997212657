#!/usr/bin/env bash
# Runs a command on a fresh machine: Debian's smallest root (debootstrap's minbase) with git, Node and npm, in which what is
# committed here has just been cloned to /lacuna.
#
#   tools/fresh-host/run.sh [--keep] [--root FOLDER] SUITE COMMAND...
#   tools/fresh-host/run.sh trixie npm start -- --tags @smoke
#
# SUITE is bookworm, trixie or sid, or uutils: sid with uutils' programs in place of GNU's, as Ubuntu has them since 25.10.
# Debian 12's Node is too old for Lacuna: there this machine's own is copied, with its npm.
# --keep goes on in the root as the last command left it, and says so when there is none. The root is FOLDER/SUITE,
# below .cache/fresh-hosts unless FOLDER is given; what was downloaded is kept there too, so that a second call is quick.
#
# The command has mount, pid, IPC and UTS namespaces of its own. It shares the machine's kernel, cgroups, network and
# devices: this shows what packages are missing, not what another kernel does.
#
# Exit status: the command's; 2 bad usage, 3 this machine cannot do it.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
project=$(cd "$here/../.." && pwd)
# One line for a suite: what is installed beside the base. Nothing: Node comes from this machine.
declare -A node_packages=([bookworm]="" [trixie]="nodejs npm" [sid]="nodejs npm" [uutils]="nodejs npm rust-coreutils")

fail() { # status message
  printf 'fresh-host: %s\n' "$2" >&2
  exit "$1"
}

if [ "${1:-}" != --inside ] && [ "${1:-}" != --base ]; then
  keep=no
  folder="$project/.cache/fresh-hosts"
  while [ $# -gt 0 ]; do
    case $1 in
      --keep) keep=yes ;;
      --root) folder=${2:?--root takes a folder} && shift ;;
      --help) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"; exit 0 ;;
      -*) fail 2 "unknown option $1; known are --keep and --root" ;;
      *) break ;;
    esac
    shift
  done
  [ $# -ge 2 ] || fail 2 "usage: tools/fresh-host/run.sh [--keep] [--root FOLDER] SUITE COMMAND..."
  [ -n "${node_packages[$1]+known}" ] || fail 2 "\"$1\" is none of the suites ${!node_packages[*]}"
  [ "$(id -u)" = 0 ] || fail 3 "needs root"
  command -v debootstrap >/dev/null || fail 3 "needs the program debootstrap; install the package of that name"
  command -v busybox >/dev/null || fail 3 "needs busybox, which npm start installs"
  mkdir -p "$folder"
  folder=$(cd "$folder" && pwd)
  # All that is mounted goes with these namespaces, however the command ends.
  exec unshare --mount --propagation private --pid --fork --kill-child --ipc --uts -- bash "${BASH_SOURCE[0]}" --inside "$keep" "$folder" "$@"
fi
stage=$1 keep=$2 folder=$3 suite=$4
shift 4
root="$folder/$suite"
base="$folder/$suite.tar"
mirror=${LACUNA_DEBIAN_MIRROR:-http://deb.debian.org/debian}
log="$folder/$suite.log"
# apt and dpkg of a root that is thrown away need not wait for the disk.
apt_options=(-q -y -o DPkg::Lock::Timeout=120 -o Dpkg::Options::=--force-unsafe-io --no-install-recommends)

# Nodes of the root's own: a runtime that gives one to another owner must not change the machine's.
make_devices() {
  local dev="$root/dev" name
  mount -t tmpfs -o mode=755 tmpfs "$dev"
  for name in null zero full random urandom tty kvm fuse loop-control loop{0..7} net; do
    if [ -e "/dev/$name" ]; then cp -a "/dev/$name" "$dev/$name"; fi
  done
  chown root:root "$dev/null"
  mkdir "$dev/pts" "$dev/shm" "$dev/mqueue"
  mount -t devpts -o newinstance,mode=620,ptmxmode=666,gid=5 devpts "$dev/pts"
  mount -t tmpfs -o mode=1777 tmpfs "$dev/shm"
  mount -t mqueue mqueue "$dev/mqueue"
  ln -s pts/ptmx "$dev/ptmx"
  ln -s /proc/self/fd "$dev/fd"
  for name in stdin:0 stdout:1 stderr:2; do ln -s "/proc/self/fd/${name#*:}" "$dev/${name%:*}"; done
}

mount_what_a_machine_has() {
  mkdir -p "$folder/npm" "$folder/apt-$suite/partial"
  mount -t proc proc "$root/proc"
  mount --rbind /sys "$root/sys"
  make_devices
  mount -t tmpfs -o mode=755 tmpfs "$root/run"
  mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
  mkdir -p "$root/var/cache/apt/archives" "$root/var/cache/npm"
  mount --bind "$folder/apt-$suite" "$root/var/cache/apt/archives"
  mount --bind "$folder/npm" "$root/var/cache/npm"
  cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
}

# This machine's own certificates, if it has any: its way to the network may need them.
copy_certificates() {
  compgen -G '/usr/local/share/ca-certificates/*.crt' >/dev/null || return 0
  mkdir -p "$root/usr/local/share/ca-certificates"
  cp /usr/local/share/ca-certificates/*.crt "$root/usr/local/share/ca-certificates/"
  chroot "$root" update-ca-certificates >/dev/null 2>&1
}

# What this machine's mirror needs of apt: a way through a proxy, or leave to be a snapshot that is older than it says it may be.
copy_apt_settings() {
  apt-config dump | grep -iE '^Acquire::(Check-Valid-Until|https?::Proxy(::[^ ]+)?) ' >"$root/etc/apt/apt.conf.d/90mirror" || true
}

# Ubuntu keeps GNU's cp, mv and rm.
put_uutils_in_place() {
  local file
  for file in "$root"/usr/lib/cargo/bin/coreutils/*; do
    case ${file##*/} in
      cp | mv | rm) ;;
      *) ln -sfn "${file#"$root"}" "$root/usr/bin/${file##*/}" ;;
    esac
  done
}

# Runs in a mount namespace of its own, so that nothing is mounted in the root when it is packed.
make_base() {
  local release=${suite/uutils/sid}
  rm -rf --one-file-system "$root"
  mkdir -p "$folder/debs"
  unshare --mount -- debootstrap --variant=minbase --include=ca-certificates --cache-dir="$folder/debs" "$release" "$root" "$mirror"
  if [ "$release" != sid ]; then
    printf 'deb %s %s-updates main\ndeb %s-security %s-security main\n' "$mirror" "$suite" "$mirror" "$suite" >>"$root/etc/apt/sources.list"
  fi
  copy_apt_settings
  mount_what_a_machine_has
  copy_certificates
  export DEBIAN_FRONTEND=noninteractive
  chroot "$root" apt-get "${apt_options[@]}" update
  chroot "$root" apt-get "${apt_options[@]}" dist-upgrade
  # shellcheck disable=SC2086
  chroot "$root" apt-get "${apt_options[@]}" install git ${node_packages[$suite]}
  if [ -z "${node_packages[$suite]}" ]; then
    mkdir -p "$root/usr/local/bin" "$root/usr/local/lib/node_modules"
    cp "$(readlink -f "$(command -v node)")" "$root/usr/local/bin/node"
    cp -a "$(dirname "$(dirname "$(readlink -f "$(command -v npm)")")")" "$root/usr/local/lib/node_modules/npm"
    ln -s ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
  fi
  if [ "$suite" = uutils ]; then put_uutils_in_place; fi
  tar -C "$root" --one-file-system -cf "$base.new" .
  mv "$base.new" "$base"
}

if [ "$stage" = --base ]; then
  make_base
  exit 0
fi
exec 9>"$folder/$suite.lock"
flock -n 9 || fail 3 "another call works in $root"
mount -t proc proc /proc

if [ "$keep" = no ]; then
  if [ ! -s "$base" ]; then
    printf 'fresh-host: making the base of %s (%s)\n' "$suite" "$log" >&2
    unshare --mount -- bash "${BASH_SOURCE[0]}" --base no "$folder" "$suite" >"$log" 2>&1 9>&- ||
      fail 3 "cannot make the base of $suite: $(grep -m1 -E '^E: ' "$log" || tail -n 1 "$log")"
  fi
  rm -rf --one-file-system "$root"
  mkdir -p "$root"
  tar -C "$root" -xf "$base"
elif [ ! -d "$root/lacuna" ]; then
  fail 3 "there is no root of an earlier call at $root; leave --keep out"
fi
mount --bind "$root" "$root"
mount_what_a_machine_has
if [ "$keep" = no ]; then git clone --quiet --no-hardlinks "$project" "$root/lacuna"; fi

# A root of its own, not chroot: runtimes pivot it, which needs a mount.
cd "$root"
mkdir -p "$root/.old"
busybox pivot_root . .old
exec 9>&-
variables=(PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 npm_config_cache=/var/cache/npm "TERM=${TERM:-dumb}")
for name in LACUNA_DEBIAN_MIRROR LACUNA_PATIENCE CI http_proxy https_proxy no_proxy; do
  if [ -n "${!name:-}" ]; then variables+=("$name=${!name}"); fi
done
if [ -n "${NODE_EXTRA_CA_CERTS:-}" ]; then variables+=(NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt npm_config_cafile=/etc/ssl/certs/ca-certificates.crt); fi
# shellcheck disable=SC2016
exec chroot . /usr/bin/env -i "${variables[@]}" bash -c 'umount -l /.old && rmdir /.old; cd /lacuna && exec "$@"' - "$@"
