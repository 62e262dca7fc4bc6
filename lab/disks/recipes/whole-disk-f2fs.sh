# f2fs, as some put on what they take for an SSD.
mkfs.f2fs -q -l data "$DISK"
filled "$DISK"
