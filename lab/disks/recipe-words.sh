# shellcheck shell=bash
# Words that recipes share.

# thesis DIRECTORY: what somebody would miss.
thesis() { echo 'kept since 2019' >"$1/thesis.txt"; }

# filled DEVICE [OPTIONS]: the file system on it gets the thesis.
filled() {
  mount ${2:+-o "$2"} "$1" /mnt
  thesis /mnt
  umount /mnt
}

# partitioned DISK: sfdisk's script on standard input; the nodes are there afterwards.
partitioned() {
  sfdisk -q "$1"
  udevadm settle
}

# bytes DISK OFFSET: standard input goes there, nothing else changes.
bytes() { dd of="$1" bs=1 seek="$2" conv=notrunc,fsync status=none; }

# switched_off FILE: a copy of it as it is at this moment, mounted or not, becomes the disk.
switched_off() { dd if="$1" of="$DISK" bs=1M conv=fsync,sparse status=none; }

uuid() { blkid -s UUID -o value "$1"; }

# linux_root DIRECTORY HOSTNAME KERNEL ID VERSION PRETTY_NAME: what makes an inspector say "a Linux".
linux_root() {
  mkdir -p "$1"/{boot,dev,etc,home/alice,proc,root,run,srv,sys,tmp,usr/bin,usr/lib,usr/sbin,var/lib,var/log}
  ln -s usr/bin "$1/bin"
  ln -s usr/sbin "$1/sbin"
  ln -s usr/lib "$1/lib"
  # Its architecture is that of its programs.
  cp /usr/bin/true "$1/usr/bin/true"
  cp /usr/bin/true "$1/usr/bin/bash"
  printf 'PRETTY_NAME="%s"\nNAME="%s"\nID=%s\nVERSION_ID="%s"\n' "$6" "${6%% [0-9]*}" "$4" "$5" >"$1/usr/lib/os-release"
  ln -s ../usr/lib/os-release "$1/etc/os-release"
  echo "$2" >"$1/etc/hostname"
  printf 'root:x:0:0:root:/root:/bin/bash\nalice:x:1000:1000:Alice:/home/alice:/bin/bash\n' >"$1/etc/passwd"
  printf '127.0.0.1 localhost\n' >"$1/etc/hosts"
  ln -s /usr/share/zoneinfo/America/Montreal "$1/etc/localtime"
  echo "an empty kernel" >"$1/boot/vmlinuz-$3"
  mkdir -p "$1/usr/lib/modules/$3"
  thesis "$1/home/alice"
}
