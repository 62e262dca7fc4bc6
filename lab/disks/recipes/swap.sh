# A volume that was swap space.
mkswap -q -L swap "$DISK"
