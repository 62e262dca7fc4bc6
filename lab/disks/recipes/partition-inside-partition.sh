# A partition that holds the image of a whole disk with a table of its own, as a host of virtual machines has.
printf 'label: gpt\n,,L\n' | partitioned "$DISK"
printf 'label: dos\n,,L\n' | sfdisk -q --no-reread --no-tell-kernel "$DISK-part1"
