# A member of a ZFS pool. Crafted: Debian has no tool that writes one without a kernel module. What blkid looks for is
# there, the magic of uberblocks in the first label (lib/libzfs: 0x00bab10c, one each KiB from 128 KiB on).
for block in $(seq 0 15); do printf '\x0c\xb1\xba\x00\x00\x00\x00\x00' | bytes "$DISK" $((131072 + block * 1024)); done
