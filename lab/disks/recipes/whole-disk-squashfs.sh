# A squashfs, as live systems carry their root.
mkdir /var/tmp/tree
thesis /var/tmp/tree
mksquashfs /var/tmp/tree /var/tmp/squashfs -quiet -no-progress >/dev/null
dd if=/var/tmp/squashfs of="$DISK" bs=1M conv=fsync status=none
rm -r /var/tmp/squashfs /var/tmp/tree
