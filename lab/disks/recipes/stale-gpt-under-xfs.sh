# XFS over a whole disk that had a GPT: the second copy of the table is still at its end.
printf 'label: gpt\n,,L\n' | partitioned "$DISK"
mkfs.xfs -q -f -L results "$DISK"
filled "$DISK"
