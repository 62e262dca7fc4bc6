# ext4 over what was swap space: the last bytes of the older signature are still there, its header is not.
mkfs.ext4 -q -b 4096 -L data "$DISK"
filled "$DISK"
printf SWAPSPACE2 | bytes "$DISK" 4086
