# A half of DRBD, its metadata at the end written by drbdmeta.
yes yes | drbdmeta --force 0 v08 "$DISK" internal create-md >/dev/null
