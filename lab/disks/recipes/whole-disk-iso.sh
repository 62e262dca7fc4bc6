# An ISO image that was written to a volume.
mkdir /var/tmp/tree
thesis /var/tmp/tree
genisoimage -quiet -r -J -V DATA -o /var/tmp/iso /var/tmp/tree
dd if=/var/tmp/iso of="$DISK" bs=1M conv=fsync status=none
rm -r /var/tmp/iso /var/tmp/tree
