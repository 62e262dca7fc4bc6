# Encrypted with LUKS2. Few iterations: an emulated processor is slow, and nobody will open it.
printf secret | cryptsetup luksFormat -q --type luks2 --pbkdf pbkdf2 --pbkdf-force-iterations 1000 "$DISK" -
