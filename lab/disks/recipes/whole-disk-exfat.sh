# exFAT, which came from a camera or a USB stick.
mkfs.exfat -L data "$DISK" >/dev/null
filled "$DISK"
