/**
 * What cloud-init makes of a fresh image: a server that refuses to write to any disk attached later, that starts
 * nothing on such a disk by itself, and whose host keys are on the console before sshd answers.
 *
 * Order matters and is cloud-init's: `bootcmd` and `write_files` run in its first network stage; sshd starts after it.
 * So by the time of the first login, and long before any attach, all of this is in place.
 *
 * @see {@link https://cloudinit.readthedocs.io/en/latest/explanation/boot.html}
 */
import { gzipSync } from 'node:zlib';
import { stringify } from 'yaml';
import { GUEST_PROGRAM_PATH } from '../ssh/guest-over-ssh.ts';
import { armedLine } from '../ssh/host-keys.ts';
import { SURVEY_PROGRAM_PATH } from '../ssh/survey-over-ssh.ts';

export interface UserData {
  /** OpenSSH lines: the worker's, and the recovery engineers'. */
  authorizedKeys: readonly string[];
  /** Source of `recovery-guest`. */
  guestProgram: string;
  /** Source of `recovery-survey`. */
  surveyProgram: string;
  /** Ours by construction: letters, digits and dashes. */
  recoveryId: string;
}

/** Nova's limit, in base64. */
const MAX_BASE64_BYTES = 65_535;

/** No LVM activation on attach (it is read-write), and no mention of what autoactivation may touch. */
const LVM = `global { event_activation = 0 }
activation { auto_activation_volume_list = [] }
`;

/** Rules that would assemble arrays or register caches on a disk that appears: an empty file of the same name masks one. */
const MASKED_RULES = [
  '64-md-raid-assembly.rules',
  '69-bcache.rules',
  '69-dm-lvm.rules',
  '69-lvm-metad.rules',
  '69-lvm.rules',
];

/**
 * As gzip, which cloud-init unpacks by itself: Nova has room for 49 kB, and the programs alone are longer.
 *
 * @throws RangeError when it grows past what Nova takes.
 * @see {@link https://cloudinit.readthedocs.io/en/latest/explanation/format.html}
 */
export function buildUserData({ authorizedKeys, guestProgram, surveyProgram, recoveryId }: UserData): Uint8Array {
  const config = {
    bootcmd: [['sh', '-c', armScript(recoveryId)]],
    write_files: [programFile(GUEST_PROGRAM_PATH, guestProgram), programFile(SURVEY_PROGRAM_PATH, surveyProgram)],
    ssh_authorized_keys: [...authorizedKeys],
    disable_root: true,
    // bootcmd has made them, and they are on the console already.
    ssh_deletekeys: false,
    ssh_genkeytypes: ['ed25519'],
    // cloud-init would mount what it takes for the ephemeral disk, read-write.
    mounts: [
      ['ephemeral0', null],
      ['swap', null],
    ],
    // All that is needed here runs before sshd starts; what comes after would compete with the inspection for seconds.
    cloud_config_modules: [],
    cloud_final_modules: [],
  };
  const packed = gzipSync(`#cloud-config\n${stringify(config, { lineWidth: 0 })}`, { level: 9 });
  const size = Math.ceil(packed.length / 3) * 4;
  if (size > MAX_BASE64_BYTES)
    throw new RangeError(`user data: expected at most ${MAX_BASE64_BYTES} bytes in base64, received ${size}`);
  return packed;
}

const programFile = (path: string, content: string) => ({ path, permissions: '0755', content });

/**
 * The write block is a udev rule: every disk but those that were there at the first boot becomes read-only as it
 * appears. Its file is sorted before every other, and it works by PROGRAM, which runs while the rules are read; RUN
 * runs after all of them, when LVM's have been at work. At a later boot the file stays: evidence must not become one
 * of "those that were there".
 *
 * Runs at every boot, so each line may be repeated; the host keys are made once. The last line is printed only when
 * everything before it worked: without it nothing is attached.
 */
const armScript = (recoveryId: string): string => `set -eu
mkdir -p /etc/udev/rules.d /etc/lvm
rules=/etc/udev/rules.d/00-recovery-write-block.rules
if [ ! -e $rules ]; then
  {
    echo 'SUBSYSTEM!="block", GOTO="write_block_end"'
    echo 'ACTION!="add", GOTO="write_block_end"'
    echo 'KERNEL=="loop*|ram*|sr*|dm-*|md*|zram*", GOTO="write_block_end"'
    for disk in /sys/block/vd* /sys/block/sd* /sys/block/xvd* /sys/block/nvme*; do
      [ ! -e "$disk" ] || printf 'KERNEL=="%s*", GOTO="write_block_end"\\n' "\${disk##*/}"
    done
    echo 'PROGRAM="/sbin/blockdev --setro $devnode"'
    echo 'LABEL="write_block_end"'
  } > $rules.new
  mv $rules.new $rules
fi
printf '%s' '${LVM}' > /etc/lvm/lvmlocal.conf
for rule in ${MASKED_RULES.join(' ')}; do : > /etc/udev/rules.d/$rule; done
udevadm control --reload
# A reboot with a compromised root attached may boot that root.
ln -sf /dev/null /etc/systemd/system/reboot.target
ln -sf /dev/null /etc/systemd/system/kexec.target
ln -sf /dev/null /etc/systemd/system/ctrl-alt-del.target
echo 0 > /proc/sys/kernel/panic
# Not cloud-init's ssh_pwauth: that restarts sshd some seconds after it has let the first login in.
mkdir -p /etc/ssh/sshd_config.d
echo 'PasswordAuthentication no' > /etc/ssh/sshd_config.d/00-recovery.conf
if [ ! -e /etc/ssh/.recovery-host-keys ]; then
  rm -f /etc/ssh/ssh_host_*
  ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key
  : > /etc/ssh/.recovery-host-keys
fi
announce() {
  echo
  echo '-----BEGIN SSH HOST KEY KEYS-----'
  cat /etc/ssh/ssh_host_ed25519_key.pub
  echo '-----END SSH HOST KEY KEYS-----'
  echo '${armedLine(recoveryId)}'
}
announce > /dev/console
# Nova shows the serial console, which is not every image's /dev/console.
if [ -c /dev/ttyS0 ]; then announce > /dev/ttyS0 || :; fi
`;
