# Encrypted with LUKS1.
printf secret | cryptsetup luksFormat -q --type luks1 --pbkdf-force-iterations 1000 "$DISK" -
