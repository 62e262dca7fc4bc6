# shellcheck shell=bash
# packages.sh: installs the Debian packages that the lab is made of, as far as they are missing. Sourced by `up`.

PACKAGES="mariadb-server rabbitmq-server memcached keystone glance-api placement-api
 nova-api nova-conductor nova-scheduler nova-compute nova-compute-qemu neutron-server neutron-linuxbridge-agent
 cinder-api cinder-scheduler cinder-volume python3-openstackclient python3-cinderclient python3-neutronclient
 python3-pymysql python3-memcache python3-rados python3-rbd ceph-mon ceph-mgr ceph-osd ceph-common
 libvirt-daemon-system libvirt-daemon libvirt-clients libvirt-daemon-driver-qemu
 qemu-system-x86 qemu-utils qemu-block-extra seabios ipxe-qemu genisoimage iptables ipset ebtables bridge-utils
 iproute2 iputils-arping iputils-ping conntrack sudo uwsgi-core uwsgi-plugin-python3 procps
 mmdebstrap grub-pc-bin grub-common fdisk e2fsprogs jq curl openssh-client"
POLICY=/usr/sbin/policy-rc.d

missing_packages() {
  local installed package
  # dpkg-query fails for each that it has never heard of, and lists the others all the same.
  # shellcheck disable=SC2086
  installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' $PACKAGES 2>/dev/null) || true
  for package in $PACKAGES; do
    grep -qx "installed $package" <<<"$installed" || echo "$package"
  done
}

install_packages() {
  local missing
  mapfile -t missing < <(missing_packages)
  INSTALLED=${#missing[@]}
  [ "$INSTALLED" -gt 0 ] || return 0
  say "installing $INSTALLED packages and what they need; see $LOG/apt.log"
  forbid_starts
  {
    # Does nothing but after an interrupted installation, which apt-get would refuse to go on with.
    dpkg --force-confold --configure -a
    apt-get -q -o DPkg::Lock::Timeout=600 update
    apt-get -qy -o DPkg::Lock::Timeout=600 -o Dpkg::Options::=--force-unsafe-io -o Dpkg::Options::=--force-confold \
      --no-install-recommends install "${missing[@]}"
  } >>"$LOG/apt.log" 2>&1 3>&- 9>&-
  allow_starts
}

# No package may start a service by itself. A policy that is not ours stays, and is trusted to forbid it too.
forbid_starts() {
  [ ! -e "$POLICY" ] || return 0
  at_exit allow_starts
  printf '#!/bin/sh\n# made by the lab, for as long as it installs\nexit 101\n' >"$POLICY"
  chmod +x "$POLICY"
}
allow_starts() {
  ! grep -qs 'made by the lab' "$POLICY" || rm -f "$POLICY"
}
