/** Whether KVM can be used here. A machine that is itself a guest may have /dev/kvm and be slower with it than without. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, writeFileSync } from 'node:fs';
import path from 'node:path';

const WITHIN_MS = 3000;
const ANSWER = 0x10;
/** What isa-debug-exit makes of the byte that is written to it. */
const EXIT_CODE = (ANSWER << 1) | 1;

/** mov cx,0xffff; again: in al,0x80; loop again; mov dx,0x501; mov al,ANSWER; out dx,al; hlt */
const BOOT_SECTOR = [0xb9, 0xff, 0xff, 0xe4, 0x80, 0xe2, 0xfc, 0xba, 0x01, 0x05, 0xb0, ANSWER, 0xee, 0xf4];

/** Boots a sector that leaves the guest 65,535 times, as drivers do: where KVM is good it is done within a second. */
export function accelerator(folder: string): 'kvm' | 'tcg' {
  try {
    accessSync('/dev/kvm', constants.R_OK | constants.W_OK);
  } catch {
    return 'tcg';
  }
  const file = path.join(folder, 'boot-sector');
  const sector = Buffer.alloc(512);
  sector.set(BOOT_SECTOR);
  sector.writeUInt16LE(0xaa55, 510);
  writeFileSync(file, sector);
  const args = ['-accel', 'kvm', '-cpu', 'host', '-m', '16', '-display', 'none', '-nodefaults', '-no-reboot'];
  const devices = ['-drive', `file=${file},format=raw`, '-device', 'isa-debug-exit,iobase=0x501'];
  const { status } = spawnSync('qemu-system-x86_64', [...args, ...devices], {
    timeout: WITHIN_MS,
    killSignal: 'SIGKILL',
  });
  return status === EXIT_CODE ? 'kvm' : 'tcg';
}
