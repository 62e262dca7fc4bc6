# A BitLocker volume of Windows 7 or later. Crafted: only Windows makes them. The boot sector and the first metadata
# block have the signature that blkid follows (libblkid/src/superblocks/bitlocker.c).
printf '\xeb\x58\x90-FVE-FS-' | bytes "$DISK" 0
printf '\x00\x02\x08' | bytes "$DISK" 11
printf '\x3b\xd6\x67\x49\x29\x2e\xd8\x4a\x83\x99\xf6\xa3\x39\xe3\xd0\x01' | bytes "$DISK" 160
printf '\x00\x00\x10\x00\x00\x00\x00\x00' | bytes "$DISK" 176
printf -- '-FVE-FS-\x40\x00\x02\x00' | bytes "$DISK" 1048576
