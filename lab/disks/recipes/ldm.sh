# A dynamic disk of Windows (LDM). Crafted: an MBR with a partition of type 42 and the private header's magic at
# sector 6; only Windows makes whole ones.
printf 'label: dos\n,,42\n' | partitioned "$DISK"
printf 'PRIVHEAD' | bytes "$DISK" 3072
