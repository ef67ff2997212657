#!/usr/bin/env bash
# Runs a command on another host: in a virtual machine that has this machine's files, a kernel of its own, and one of
# the shapes that this machine does not have.
#
#   setup/test-host/run.sh HOST OUT COMMAND [ARGUMENT...]
#   setup/test-host/run.sh cgroup-v2 /tmp/out bin/lacuna run --runtime runc --tags @needs:cgroup-v2 --out /tmp/out
#
# HOST is one of
#   cgroup-v2   cgroup v2 alone, with a soft RDMA device
#   cgroup-v1   the controllers of cgroup v1 that the kernel still has, net_cls and net_prio among them
#   no-memory   cgroup v2 without the memory controller
#   systemd     cgroup v2, with this machine's systemd as the first process
#   selinux     cgroup v2, and SELinux with a policy that denies nothing (selinux-policy.conf)
#
# The command starts in the checkout as root. What it changes outside OUT goes with the machine; OUT is made, is
# writable, and has what the command wrote when this returns. There is no network but the loopback.
#
# The kernel is Debian 13's full one (the cloud kernel has no soft RDMA device), unpacked and not installed. QEMU
# uses KVM where `vrun check` says that it works, and emulates otherwise.
#
# Exit status: that of the command; 2 bad usage, 3 this machine lacks something or the virtual machine broke.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
cache="${LACUNA_CACHE:-$root/.cache}"
kernel_suite=trixie
kernel_meta=linux-image-amd64
# As much as the suite needs, two of its workers and what their containers take.
memory=3072M

fail() { # status message
  printf 'test host: %s\n' "$2" >&2
  exit "$1"
}

if [ "${1:-}" = --help ] || [ "${1:-}" = -h ]; then
  sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"
  exit 0
fi
[ $# -ge 3 ] || fail 2 "needs HOST OUT COMMAND, as --help says"
host=$1 out=$2
shift 2
case $host in
  cgroup-v2 | cgroup-v1 | systemd) boot= ;;
  no-memory) boot=cgroup_disable=memory ;;
  selinux) boot="security=selinux selinux=1 enforcing=0" ;;
  *) fail 2 "there is no host $host; there are cgroup-v2, cgroup-v1, no-memory, systemd, selinux" ;;
esac
[ "$(id -u)" = 0 ] || fail 3 "needs root, to give the machine this one's files"
for program in qemu-system-x86_64 busybox xz unshare setpriv; do
  command -v "$program" >/dev/null || fail 3 "needs the program $program, which is not here"
done
if [ "$host" = systemd ] && [ ! -x /lib/systemd/systemd ]; then fail 3 "needs systemd installed here; it need not run"; fi
for virtiofsd in /usr/libexec/virtiofsd /usr/lib/virtiofsd /usr/lib/qemu/virtiofsd none; do
  if [ -x "$virtiofsd" ]; then break; fi
done
[ "$virtiofsd" != none ] || fail 3 "needs virtiofsd, which is not here"

# In a mount namespace of its own, so that what is mounted below goes with this script.
if [ "${LACUNA_TEST_HOST_INNER:-}" != 1 ]; then
  LACUNA_TEST_HOST_INNER=1 exec unshare --mount --propagation private -- "${BASH_SOURCE[0]}" "$host" "$out" "$@"
fi

mkdir -p "$out" "$cache/test-host"
out=$(cd "$out" && pwd)
# The kernel's package name has its version in it; the meta package says which one is the newest.
if [ ! -s "$cache/test-host/kernel-package" ]; then
  "$root/setup/fetch-debs.sh" "$kernel_suite" "$cache/test-host/meta" "$kernel_meta" >/dev/null
  LC_ALL=C apt-cache -c "$cache/apt/$kernel_suite/apt.conf" depends "$kernel_meta" |
    sed -n 's/^ *Depends: \(linux-image-[0-9].*-amd64\)$/\1/p' | head -n 1 >"$cache/test-host/kernel-package"
fi
kernel_package=$(cat "$cache/test-host/kernel-package")
[ -n "$kernel_package" ] || fail 3 "$kernel_meta of $kernel_suite names no kernel package"
kernel="$cache/test-host/kernel"
"$root/setup/fetch-debs.sh" "$kernel_suite" "$kernel" "$kernel_package" >/dev/null
release=${kernel_package#linux-image-}
modules="$kernel/usr/lib/modules/$release"
if [ ! -d "$modules" ]; then modules="$kernel/lib/modules/$release"; fi
if [ ! -e "$modules/modules.dep" ]; then depmod -b "${modules%/lib/modules/*}" "$release"; fi

if [ "$host" = selinux ]; then
  "$root/setup/fetch-debs.sh" "$kernel_suite" "$cache/test-host/selinux" checkpolicy >/dev/null
  "$cache/test-host/selinux/usr/bin/checkpolicy" -M -U allow -c 31 -o "$out/.test-host-policy" "$here/selinux-policy.conf" >/dev/null ||
    fail 3 "checkpolicy cannot translate $here/selinux-policy.conf"
fi

work=$(mktemp -d)
children=()
cleanup() {
  local child
  for child in "${children[@]}"; do kill "$child" 2>/dev/null || true; done
  wait
  umount -R "$work/root" 2>/dev/null || true
  rm -rf --one-file-system "$work"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# What the kernel starts: it puts a layer of memory over this machine's files.
stage="$work/stage"
mkdir -p "$stage"/{bin,proc,sys,dev,lower,upper,new}
cp "$(command -v busybox)" "$stage/bin/busybox"
cp "$here/init" "$stage/init"
xz -dc "$(find "$modules/kernel" -name 'overlay.ko*' | head -n 1)" >"$stage/overlay.ko"
(cd "$stage" && find . | busybox cpio -o -H newc 2>/dev/null) >"$work/initrd"

share() { # name virtiofsd-arguments
  setpriv --pdeathsig KILL -- "$virtiofsd" --socket-path="$work/$1.socket" "${@:2}" >"$work/$1.log" 2>&1 &
  children+=($!)
  local tries
  for ((tries = 0; tries < 100; tries++)); do
    if [ -S "$work/$1.socket" ]; then return; fi
    sleep 0.05
  done
  fail 3 "virtiofsd does not listen: $(tail -n 1 "$work/$1.log")"
}
mkdir "$work/root"
# Without what is mounted below, such as /proc; but with the file systems of the checkout and of Node, where these have their own.
while read -r place; do
  mount --bind "$place" "$work/root$place"
  mount -o remount,ro,bind "$work/root$place"
done < <(printf '/\n'; for place in "$root" "$(readlink -f "$(command -v node)")"; do findmnt -rno TARGET -T "$place"; done | grep -vx / | sort -u)
case $virtiofsd in
  */qemu/*)
    share root -o "source=$work/root" -o sandbox=chroot -o cache=always -o xattr
    share out -o "source=$out" -o sandbox=chroot -o cache=auto ;;
  *)
    share root --shared-dir "$work/root" --sandbox chroot --cache always --xattr
    share out --shared-dir "$out" --sandbox chroot --cache auto ;;
esac

# Emulated, there is one processor (QEMU 7.2 now and then runs half of an instruction that a kernel with several is
# changing, and the kernel panics), and no time stamp counter: where the machine is busy as the guest starts, the guest
# counts it wrong, and minutes pass in seconds.
speed=emulated
accelerator=(-accel tcg -cpu max -smp 1)
boot="$boot mitigations=off no_timer_check tsc=unstable clocksource=acpi_pm"
if "$root/bin/vrun" check | grep -qx 'accelerator: kvm'; then
  speed=native
  accelerator=(-accel kvm -cpu host -smp "$(nproc)")
  boot=${boot%% mitigations=*}
fi
# What inside.sh reads; what a path or an argument holds cannot end a word.
printf '%s\0' "$root" "$modules" "$release" "$out" "$speed" "$@" >"$out/.test-host-words"
rm -f "$out/.test-host-status"
setpriv --pdeathsig KILL -- qemu-system-x86_64 -nodefaults -no-user-config -no-reboot -display none -machine pc,memory-backend=ram,usb=off \
  "${accelerator[@]}" -m "$memory" -object "memory-backend-memfd,id=ram,size=$memory,share=on" \
  -kernel "$kernel/boot/vmlinuz-$release" -initrd "$work/initrd" \
  -append "console=ttyS0 quiet loglevel=3 panic=-1 random.trust_cpu=on cryptomgr.notests $boot lacuna.host=$host lacuna.inside=$here/inside.sh" \
  -chardev "socket,id=root,path=$work/root.socket" -device vhost-user-fs-pci,chardev=root,tag=root,queue-size=1024 \
  -chardev "socket,id=out,path=$work/out.socket" -device vhost-user-fs-pci,chardev=out,tag=out,queue-size=1024 \
  -serial stdio </dev/null &
children+=($!)
wait $! || fail 3 "QEMU ended with status $?"
[ -s "$out/.test-host-status" ] || fail 3 "the virtual machine ended before the command did"
status=$(cat "$out/.test-host-status")
rm -f "$out"/.test-host-*
exit "$status"
