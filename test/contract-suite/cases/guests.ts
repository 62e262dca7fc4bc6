/** What a guest does with a volume while Nova and Cinder believe that they decide. */
import type { Request } from '../suite/caller.ts';
import type { Case } from '../suite/case.ts';
import { attach, detach, getVolume, listAttachments } from './nova-requests.ts';
import { ATTACHED } from './volume-courses.ts';

/** Takes the second disk as soon as it is there, and tells on the console when it writes to it, and which the third is. */
const WRITES_TO_VDB = `#!/bin/sh
(
  until [ -b /dev/vdb ]; do sleep 1; done
  mkfs.ext4 -q /dev/vdb && mount /dev/vdb /mnt && date > /mnt/live && sync && echo 'contract: writing' > /dev/ttyS0
  while sleep 1; do date >> /mnt/live; sync; done
) > /dev/null 2>&1 &
(
  until [ -b /dev/vdc ]; do sleep 1; done
  echo "contract: vdc is $(cat /sys/block/vdc/serial)" > /dev/ttyS0
) > /dev/null 2>&1 &
`;

const markReadOnly = (volume: string): Request => ({
  method: 'POST',
  service: 'block-storage',
  path: `/volumes/${volume}/action`,
  body: { 'os-update_readonly_flag': { readonly: true } },
});

export const guestCases: readonly Case[] = [
  {
    name: 'a guest writes to a volume in spite of its read-only flag, and loses it within seconds while it is mounted',
    operation: 'compute.volume-attachments.delete',
    kind: 'course',
    slow: true,
    async play({ given, call, course, hands }) {
      const server = await given.server({ running: true, withSystem: true, userData: WRITES_TO_VDB });
      const volume = await given.volume();
      await call('the flag', markReadOnly(volume));
      await call('the volume with the flag', getVolume(volume));
      await call('the attach', attach(server, volume));
      await course('the attached volume', `/volumes/${volume}`, ATTACHED);
      await call('what Cinder says of it', getVolume(volume));
      await hands.awaitGuest(server, 'contract: writing');
      await call('the flag, while it is attached', markReadOnly(volume));
      await call('the detach', detach(server, volume));
      await course('the detached volume', `/volumes/${volume}`, ['detaching attached?', 'available']);
      await given.untilUnlisted(server, volume);
      await call('the attach again', attach(server, volume));
      await course('the volume again', `/volumes/${volume}`, ATTACHED);
      await call('the device, as Nova guesses', listAttachments(server));
      // Its old name is taken by what is still mounted. virtio-blk cuts the serial to 20 characters.
      await hands.awaitGuest(server, `contract: vdc is ${volume.slice(0, 20)}`);
    },
  },
];
