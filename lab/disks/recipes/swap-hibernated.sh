# Swap space in which a machine put itself to sleep: not only swap, there is a system's memory in it.
mkswap -q -L swap "$DISK"
printf S1SUSPEND | bytes "$DISK" 4086
