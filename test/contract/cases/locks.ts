import { SERVER_DATA } from '../../../simulators/openstack/seed.ts';
import { addSpare, unlock } from '../world.ts';
import type { Arrange, Case } from './case.ts';

const ownersLock: Arrange = (cloud) => {
  unlock(cloud, SERVER_DATA);
  cloud.lock(SERVER_DATA, 'owner');
};

export const lockCases: readonly Case[] = [
  { name: 'a member does not start a locked server', recording: '13-locked-start-as-member' },
  { name: 'a member does not reboot a locked server', recording: '13-locked-reboot-as-member' },
  { name: 'a member does not rescue a locked server', recording: '13-locked-rescue-as-member' },
  { name: 'a member does not delete a locked server', recording: '13-locked-delete-as-member' },
  { name: "a member does not take away a sysadmin's lock", recording: '13-locked-unlock-as-member' },
  { name: 'a member may lock a locked server again', recording: '13-locked-lock-again-as-member' },
  { name: 'and neither lock nor reason changes', recording: '13-locked-after-member-lock' },
  { name: 'a member makes an image of a locked server', recording: '13-locked-createImage-as-member' },
  { name: 'a member detaches nothing from a locked server', recording: '14-locked-detach-data-as-member' },
  {
    name: 'a member attaches nothing to a locked server',
    recording: '14-locked-attach-as-member',
    arrange: (cloud) => addSpare(cloud),
  },
  {
    name: "the owner's own lock stops him too",
    recording: '31-owner-locked-start-as-member',
    arrange: ownersLock,
  },
  { name: 'the owner takes his own lock away', recording: '31-owner-locked-unlock-as-member', arrange: ownersLock },
  {
    name: 'to unlock what is not locked is no error',
    recording: '30-unlock-again-as-admin',
    as: 'admin',
    arrange: (cloud) => unlock(cloud, SERVER_DATA),
  },
];
