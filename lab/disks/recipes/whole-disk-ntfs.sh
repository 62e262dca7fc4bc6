# NTFS without a partition table, written by ntfs-3g.
mkntfs -q -F -Q -L data "$DISK"
filled "$DISK"
