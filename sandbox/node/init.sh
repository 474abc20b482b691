#!/bin/sh
# init.sh STATE ADDRESS: process 1 of a sandbox's box. When it dies, the kernel ends everything else in the box.
set -e
state=$1
address=$2

# Views of the box's own namespaces in place of the machine's.
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t tmpfs -o mode=755 tmpfs /sys/fs/cgroup
for controller in cpu cpuacct cpuset memory devices freezer blkio pids; do
  mkdir "/sys/fs/cgroup/$controller"
  mount -t cgroup -o "$controller" cgroup "/sys/fs/cgroup/$controller"
done
mkdir /sys/fs/cgroup/systemd
mount -t cgroup -o none,name=systemd cgroup /sys/fs/cgroup/systemd

# What is written to the machine's folders lands in the sandbox's state.
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/lock
for folder in etc var/lib var/log; do
  layer=$state/layers/$(echo "$folder" | tr / -)
  mkdir -p "$layer/upper" "$layer/work"
  mount -t overlay -o "lowerdir=/$folder,upperdir=$layer/upper,workdir=$layer/work" overlay "/$folder"
done
# Volumes of pods lie here; no need for them to cross a layer.
mkdir -p "$state/kubelet" /var/lib/kubelet
mount --bind "$state/kubelet" /var/lib/kubelet
mount --make-rshared /

hostname node0
printf '127.0.0.1 localhost\n%s node0\n' "$address" >/etc/hosts
: >/etc/resolv.conf
ip link set lo up
# The default route ends in an empty bridge: nothing leaves the box, and what tries is not refused for want of a route.
ip link add sink type bridge
ip link set sink up
ip route add default dev sink
echo 1 >/proc/sys/net/ipv4/ip_forward

touch "$state/box.ready"
# Waiting also reaps the processes that were left to process 1.
while :; do
  sleep 86400 &
  wait $!
done
