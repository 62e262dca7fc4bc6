#!/bin/sh
# Installs what the tests with real block devices need and this machine lacks. Debian and its kin; repeating it does no harm.
set -eu

# A program, and the package that has it.
NEEDED='
lvm lvm2
dmsetup dmsetup
mdadm mdadm
cryptsetup cryptsetup-bin
mkfs.xfs xfsprogs
mkfs.btrfs btrfs-progs
mkfs.ext4 e2fsprogs
debugfs e2fsprogs
sfdisk fdisk
sgdisk gdisk
losetup mount
nsenter util-linux
partx util-linux
linux.uml user-mode-linux
modprobe kmod
/usr/bin/python3 python3
'

PATH="$PATH:/usr/sbin:/sbin"

missing() {
  echo "$NEEDED" | while read -r program package; do
    [ -z "$program" ] || command -v "$program" > /dev/null || echo "$package"
  done | sort -u | tr '\n' ' ' | sed 's/ $//'
}

if [ -z "$(missing)" ]; then exit 0; fi

fail() {
  echo "install-disk-tools: $1. Install these packages by hand: $(missing)" >&2
  exit 1
}
command -v apt-get > /dev/null || fail 'this is no Debian'
[ "$(id -u)" = 0 ] || fail 'only root may install packages'

# Several test files may ask at once: the first one installs, the others find everything there.
exec 9> /run/lock/install-disk-tools
flock 9
packages=$(missing)
if [ -z "$packages" ]; then exit 0; fi
echo "installing $packages"
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086 # one word a package
install() { apt-get -o DPkg::Lock::Timeout=600 install -y -q --no-install-recommends $packages 9>&- > "$log" 2>&1; }
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! install; then
  apt-get -o DPkg::Lock::Timeout=600 update -q > /dev/null 2>&1 || true
  install || { tail -n 5 "$log" >&2; fail 'apt-get could not install them'; }
fi
[ -z "$(missing)" ] || fail 'apt-get installed them, but the programs are not there'
