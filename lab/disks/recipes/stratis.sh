# A block device of a Stratis pool. Crafted: Debian 12 has no stratisd. Its signature block (stratisd's BDA) at the
# second sector with its CRC-32C, which blkid checks.
python3 - "$DISK" <<'P'
import struct, sys
block = bytearray(512)
block[4:20] = b'!Stra0tis\x86\xff\x02^\x41rh'
struct.pack_into('<Q', block, 20, 2097152)
block[28] = 2
block[32:64] = b'1234567890abcdef1234567890abcdef'
block[64:96] = b'fedcba0987654321fedcba0987654321'
crc = 0xffffffff
for byte in block[4:]:
    crc ^= byte
    for _ in range(8):
        crc = crc >> 1 ^ (0x82f63b78 if crc & 1 else 0)
struct.pack_into('<I', block, 0, crc ^ 0xffffffff)
with open(sys.argv[1], 'r+b', buffering=0) as disk:
    disk.seek(4096 * 0)
    first = bytearray(disk.read(8192))
    first[512:1024] = block
    first[9 * 512:10 * 512] = block
    disk.seek(0)
    disk.write(first)
P
