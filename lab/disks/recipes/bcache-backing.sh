# The slow half of a bcache, made by bcache-tools: registering it would write to it.
make-bcache -B "$DISK" >/dev/null
