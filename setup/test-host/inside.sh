#!/bin/bash
# Inside a test host: makes the host of that name, runs the command and powers off. See run.sh.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8
host=$1

# systemd has mounted these itself.
if [ "$host" != systemd ]; then
  mount -t proc proc /proc
  mount -t sysfs sysfs /sys
  mkdir -p /dev/pts /dev/shm
  mount -t devpts -o gid=5,mode=620,ptmxmode=666 devpts /dev/pts
  mount -t tmpfs tmpfs /dev/shm
  mount -t tmpfs tmpfs /run
  mkdir -p /run/lock
  exec </dev/null >/dev/ttyS0 2>&1
fi
ln -sfn /proc/self/fd /dev/fd

mkdir -p /mnt/test-host-out
mount -t virtiofs out /mnt/test-host-out
mapfile -d '' -t words </mnt/test-host-out/.test-host-words
root=${words[0]} modules=${words[1]} release=${words[2]} out=${words[3]}
mkdir -p "/lib/modules/$release"
mount --bind "$modules" "/lib/modules/$release"
mkdir -p "$out"
mount --bind /mnt/test-host-out "$out"

ip link set lo up
# What scenarios of any host need of modules; the rest the kernel asks for itself.
for module in loop bfq fuse veth dummy tun; do modprobe -q "$module"; done
case $host in
  cgroup-v2 | no-memory) mount -t cgroup2 cgroup2 /sys/fs/cgroup ;;
  selinux)
    mount -t cgroup2 cgroup2 /sys/fs/cgroup
    mount -t selinuxfs selinuxfs /sys/fs/selinux
    # A policy is taken by one write.
    dd if=/mnt/test-host-out/.test-host-policy of=/sys/fs/selinux/load bs=16M status=none ;;
  cgroup-v1)
    mount -t tmpfs -o mode=755 tmpfs /sys/fs/cgroup
    modprobe -q cls_cgroup
    for controllers in cpu,cpuacct blkio devices freezer net_cls,net_prio perf_event hugetlb pids rdma misc memory cpuset; do
      mkdir -p "/sys/fs/cgroup/$controllers"
      # Kernels leave out more of version 1 with each release.
      mount -t cgroup -o "$controllers" cgroup "/sys/fs/cgroup/$controllers" 2>/dev/null || rmdir "/sys/fs/cgroup/$controllers"
    done
    # As systemd names them, and as crun looks for them.
    for name in cpu cpuacct; do ln -s cpu,cpuacct "/sys/fs/cgroup/$name"; done
    for name in net_cls net_prio; do ln -s net_cls,net_prio "/sys/fs/cgroup/$name"; done ;;
esac
# A device for the rdma controller to limit: RDMA over Ethernet by software, on an interface that leads nowhere.
if ip link add lacuna-rdma0 type dummy && ip link set lacuna-rdma0 up && modprobe -q rdma_rxe; then
  rdma link add lacuna0 type rxe netdev lacuna-rdma0
fi

cd "$root" || exit 1
# An emulated processor takes several times as long; a pipe keeps what draws on terminals from drawing on the console.
if [ "${words[4]}" = emulated ]; then export LACUNA_PATIENCE=5; fi
"${words[@]:5}" 2>&1 | cat
echo "${PIPESTATUS[0]}" >/mnt/test-host-out/.test-host-status
sync
echo o >/proc/sysrq-trigger
sleep 60
