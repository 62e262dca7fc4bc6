import { addRecovery } from '../world.ts';
import type { Arrange, Case } from './case.ts';

const dataServer = (microversion: string, what: string): Case => ({
  name: `a locked server at ${microversion}: ${what}`,
  recording: `10-locked-data-get-${microversion}`,
});

const building: Arrange = (cloud) => addRecovery(cloud, { status: 'BUILD', taskState: 'scheduling', console: null });

export const serverCases: readonly Case[] = [
  dataServer('2.1', 'no word of the lock'),
  dataServer('2.3', 'volumes with delete_on_termination'),
  dataServer('2.9', 'locked'),
  dataServer('2.73', 'locked, and the reason'),
  dataServer('2.93', 'the same'),
  { name: 'a server that boots from a volume has an empty image at 2.1', recording: '10-locked-bfv-get-2.1' },
  { name: 'a server that boots from a volume has an empty image at 2.73', recording: '10-locked-bfv-get-2.73' },
  { name: 'the list of servers', recording: '08-list-servers' },
  { name: 'an unknown server', recording: '80-server-404' },
  { name: 'a server that is being built', recording: '40-recovery-get-building', arrange: building },
  { name: 'a server that has just become ACTIVE', recording: '41-recovery-get-active', arrange: (c) => addRecovery(c) },
  {
    name: 'a server that found no host tells why',
    recording: '83-no-valid-host-get',
    arrange: (cloud) =>
      addRecovery(cloud, {
        id: 'b5aff44c-7e77-4845-9931-63074adfc092',
        status: 'ERROR',
        metadata: {},
        fault: { code: 500, message: 'No valid host was found. ' },
      }),
  },
  { name: 'no console while building', recording: '40-console-log-while-building', arrange: building },
  { name: 'no console of a server that is off', recording: '13-locked-console-log-as-member' },
  {
    name: 'an empty console just after ACTIVE',
    recording: '41-console-log-just-active',
    arrange: (c) => addRecovery(c),
  },
  {
    name: 'the last lines of a console',
    recording: '42-console-log-last-5-lines',
    arrange: (cloud) => addRecovery(cloud, { console: 'one\ntwo\nthree\nfour\nfive\nsix\n' }),
  },
  { name: 'a delete is accepted without a word', recording: '73-delete-server-keep-root', arrange: unlockBfv },
  {
    name: 'a deleted server is not found',
    recording: '73-deleted-server-get',
    arrange: (cloud) => cloud.servers.delete('0a2ef1aa-5f8d-4b28-b6b2-175ad7366afa'),
  },
];

function unlockBfv(cloud: Parameters<Arrange>[0]): void {
  cloud.unlock('0a2ef1aa-5f8d-4b28-b6b2-175ad7366afa');
}
