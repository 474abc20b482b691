#!/bin/sh
# Runs Chromium in the Debian system that DS_CHROMIUM_ROOT names: with this machine's processes, devices and network, and with
# folders of its own for what it writes.
exec unshare --mount --propagation private sh -euc '
mount --rbind /proc "$DS_CHROMIUM_ROOT/proc"
mount --rbind /dev "$DS_CHROMIUM_ROOT/dev"
mount -t tmpfs tmpfs "$DS_CHROMIUM_ROOT/tmp"
HOME=/tmp exec chroot "$DS_CHROMIUM_ROOT" /usr/bin/chromium --no-sandbox "$@"
' chromium "$@"
