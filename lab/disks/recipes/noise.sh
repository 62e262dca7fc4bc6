# What an encrypted volume without a header looks like, and a wiped one.
dd if=/dev/urandom of="$DISK" bs=1M count=64 conv=notrunc,fsync status=none
