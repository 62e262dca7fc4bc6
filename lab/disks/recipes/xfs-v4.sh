# XFS of the format before 2013's, without checksums.
mkfs.xfs -q -f -m crc=0 -L results "$DISK"
filled "$DISK"
