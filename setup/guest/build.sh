#!/usr/bin/env bash
# Makes what a sandbox boots from: .cache/guest/vmlinux, .cache/guest/initrd and .cache/guest/manifest.json.
#
#   setup/guest/build.sh
#
# The kernel is the cloud kernel of Debian 13, crun and its libraries are the ones of Debian unstable; both are
# unpacked, never installed. The agent is compiled, busybox is the machine's own static one. A call with unchanged
# inputs does nothing. LACUNA_GUEST_KERNEL=PACKAGE takes another kernel image package of the same suite.
#
# Exit status: 0 done or nothing to do, 2 bad usage, 3 this machine lacks something that is needed.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
cache="${LACUNA_CACHE:-$root/.cache}"
work="$cache/guest-build"
out="$cache/guest"
kernel_suite=trixie
kernel_meta=linux-image-cloud-amd64
crun_suite=sid
crun_packages=(crun libblake3-0 libc6 libcap2 libjson-c5 libseccomp2 libsystemd0)
crun_oldest=1.28
# All other virtio drivers that are used are built into this kernel.
modules=(virtio_blk virtio_net virtio-rng overlay bfq)

fail() { # status message
  printf 'guest image: %s\n' "$2" >&2
  exit "$1"
}

if [ $# -gt 0 ]; then fail 2 "takes no arguments; see the top of ${BASH_SOURCE[0]}"; fi
for program in gcc make busybox zstd xz readelf dpkg-query sha256sum od; do
  command -v "$program" >/dev/null || fail 3 "needs the program $program, which is not here"
done
busybox=$(command -v busybox)
if ldd "$busybox" >/dev/null 2>&1; then fail 3 "needs a static busybox at $busybox; install the package busybox-static"; fi

mkdir -p "$work" "$out"
exec 8>"$work/lock"
flock -w 900 8 || fail 3 "another call has held $work/lock for 15 minutes"

# The kernel's package name has its version in it; the meta package says which one is the newest.
newest_kernel() {
  "$root/setup/fetch-debs.sh" "$kernel_suite" "$work/meta" "$kernel_meta" >/dev/null
  LC_ALL=C apt-cache -c "$cache/apt/$kernel_suite/apt.conf" depends "$kernel_meta" |
    sed -n 's/^ *Depends: \(linux-image-[0-9].*-cloud-amd64\)$/\1/p' | head -n 1
}

if [ -z "${LACUNA_GUEST_KERNEL:-}" ] && [ ! -s "$work/kernel-package" ]; then newest_kernel >"$work/kernel-package"; fi
kernel_package=${LACUNA_GUEST_KERNEL:-$(cat "$work/kernel-package")}
[ -n "$kernel_package" ] || fail 3 "$kernel_meta of $kernel_suite names no kernel package"
kernel_tree="$work/$kernel_package"
crun_tree="$work/crun"
packages=$(
  "$root/setup/fetch-debs.sh" "$kernel_suite" "$kernel_tree" "$kernel_package"
  "$root/setup/fetch-debs.sh" "$crun_suite" "$crun_tree" "${crun_packages[@]}"
)
crun_version=$(printf '%s\n' "$packages" | sed -n 's/^crun \([^ ]*\) .*/\1/p')
dpkg --compare-versions "$crun_version" ge "$crun_oldest" || fail 3 "needs crun $crun_oldest or newer, found $crun_version"

key=$(
  {
    printf '%s\n' "$packages"
    sha256sum <"$busybox"
    cd "$root" && sha256sum setup/guest/build.sh runtime/guest/Makefile runtime/guest/agent/* runtime/guest/tools/*
  } | sha256sum | cut -d ' ' -f 1
)
manifest="$out/manifest.json"
if [ -s "$out/vmlinux" ] && [ -s "$out/initrd" ] && grep -qs "\"key\": \"$key\"" "$manifest"; then exit 0; fi
printf 'guest image: building with %s and crun %s\n' "$kernel_package" "$crun_version" >&2

# Linux, Documentation/arch/x86/boot.rst: where the compressed kernel lies in the image; its last four bytes are the
# size before compression. QEMU boots the plain ELF file by PVH, which saves the guest the decompression.
extract_vmlinux() { # vmlinuz to
  local sectors offset length magic program
  sectors=$(od -An -tu1 -j 497 -N 1 "$1")
  offset=$(od -An -tu4 -j 584 -N 4 "$1")
  length=$(od -An -tu4 -j 588 -N 4 "$1")
  dd if="$1" of="$work/payload" iflag=skip_bytes,count_bytes bs=1M status=none \
    skip="$(((sectors + 1) * 512 + offset))" count="$((length - 4))"
  magic=$(od -An -tx1 -N 4 "$work/payload" | tr -d ' ')
  case $magic in
    28b52ffd) program=zstd ;;
    fd377a58) program=xz ;;
    1f8b*) program=gzip ;;
    *) fail 3 "$1 is compressed by something unknown (its first bytes are $magic)" ;;
  esac
  "$program" -dc <"$work/payload" >"$2"
  rm "$work/payload"
  [ "$(od -An -tx1 -N 4 "$2" | tr -d ' ')" = 7f454c46 ] || fail 3 "what was unpacked from $1 is no ELF file"
}

stage="$work/stage"
rm -rf "$stage"
mkdir -p "$stage"/{dev,etc,proc,root,run,sys,tmp,usr/bin,usr/sbin,usr/lib/x86_64-linux-gnu,usr/lib64}
for name in bin sbin lib lib64; do ln -s "usr/$name" "$stage/$name"; done

make --quiet -C "$root/runtime/guest" OUT="$work" "$work/agent" "$work/mount-flags" "$work/container-hook" "$work/ready-socket"
install -m 0755 "$work/agent" "$stage/init"
install -m 0755 "$work/mount-flags" "$work/container-hook" "$work/ready-socket" "$stage/usr/bin/"
install -m 0755 "$busybox" "$stage/usr/bin/busybox"
for name in sh cat true; do ln -s busybox "$stage/usr/bin/$name"; done
# The kernel asks for modules by this path.
ln -s ../bin/busybox "$stage/usr/sbin/modprobe"

install -m 0755 "$crun_tree/usr/bin/crun" "$stage/usr/bin/crun"
needed() { LC_ALL=C readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'; }
copy_libraries() { # of
  local library
  for library in $(needed "$1"); do
    local to="$stage/usr/lib/x86_64-linux-gnu/$library"
    if [ -e "$to" ]; then continue; fi
    install -m 0755 "$(readlink -f "$crun_tree/usr/lib/x86_64-linux-gnu/$library")" "$to"
    copy_libraries "$to"
  done
}
copy_libraries "$stage/usr/bin/crun"
ln -sf ../lib/x86_64-linux-gnu/ld-linux-x86-64.so.2 "$stage/usr/lib64/ld-linux-x86-64.so.2"
[ -e "$stage/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2" ] ||
  install -m 0755 "$crun_tree/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2" "$stage/usr/lib/x86_64-linux-gnu/"

kernel_release=${kernel_package#linux-image-}
module_from="$kernel_tree/usr/lib/modules/$kernel_release"
if [ ! -d "$module_from" ]; then module_from="$kernel_tree/lib/modules/$kernel_release"; fi
module_to="$stage/usr/lib/modules/$kernel_release"
mkdir -p "$module_to"
copy_module() { # name
  local file to dependency
  file=$(find "$module_from/kernel" -name "$1.ko*" -o -name "${1//_/-}.ko*" | head -n 1)
  [ -n "$file" ] || fail 3 "$kernel_package has no module $1"
  to="$module_to/$1.ko"
  if [ -e "$to" ]; then return; fi
  case $file in
    *.xz) xz -dc "$file" >"$to" ;;
    *.zst) zstd -qdc "$file" >"$to" ;;
    *) cp "$file" "$to" ;;
  esac
  for dependency in $(tr '\0' '\n' <"$to" | sed -n 's/^depends=//p' | tr , ' '); do copy_module "$dependency"; done
}
for name in "${modules[@]}"; do copy_module "$name"; done
busybox depmod -b "$stage" "$kernel_release" || fail 3 "cannot list the modules' dependencies"

printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/bin/false\n' >"$stage/etc/passwd"
printf 'root:x:0:\ntty:x:5:\nnogroup:x:65534:\n' >"$stage/etc/group"
printf '127.0.0.1 localhost\n::1 localhost\n' >"$stage/etc/hosts"

find "$stage" -exec touch -h -d @0 {} +
(cd "$stage" && find . | LC_ALL=C sort | busybox cpio -o -H newc 2>/dev/null) >"$out/initrd.new"
extract_vmlinux "$kernel_tree/boot/vmlinuz-$kernel_release" "$out/vmlinux.new"
mv "$out/vmlinux.new" "$out/vmlinux"
mv "$out/initrd.new" "$out/initrd"

digest() { sha256sum "$1" | cut -d ' ' -f 1; }
{
  printf '{\n  "key": "%s",\n' "$key"
  printf '  "kernel": {"package": "%s", "release": "%s", "sha256": "%s"},\n' "$kernel_package" "$kernel_release" "$(digest "$out/vmlinux")"
  printf '  "initrd": {"sha256": "%s", "agentSha256": "%s", "crunVersion": "%s", "busyboxSha256": "%s"},\n' \
    "$(digest "$out/initrd")" "$(digest "$work/agent")" "$crun_version" "$(digest "$busybox")"
  printf '  "packages": [\n'
  printf '%s\n' "$packages" | sed 's/^\([^ ]*\) \([^ ]*\) \([^ ]*\)$/    {"name": "\1", "version": "\2", "sha256": "\3"},/; $s/,$//'
  printf '  ]\n}\n'
} >"$manifest.new"
mv "$manifest.new" "$manifest"
rm -rf "$stage"
