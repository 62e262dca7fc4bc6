/** The hand-over: what was found on the disks, in a few lines, and the confirmation that ends a recovery. */
import { answer } from '../src/cli/answer.ts';
import type { RecoveryHandle } from '../src/cli/temporal.ts';
import type { FilesystemReport, VolumeInspection } from '../src/contract/inspection.ts';
import { confirmRecoveredSignal } from '../src/contract/messages.ts';
import type { RecoveryStatus } from '../src/contract/recovery.ts';
import { confirmAnswer } from '../src/report/answers.ts';
import { formatSize } from '../src/report/format.ts';
import { plainText } from '../src/report/plain-text.ts';
import type { Hand } from './hand.ts';
import { bold, heading, indented, say } from './screen.ts';
import type { Stage } from './stage.ts';
import type { Watch } from './watch.ts';

const ENGINEER = 'recovery-engineer@example.org';
/** What everybody is looking for. */
const WANTED = /^thesis(\.txt)?$/;

/** Shows the report, and goes on when the data is said to be safe, here or in the UI. */
export async function confirmHandOver(
  stage: Stage,
  hand: Hand,
  watch: Watch,
  { handle, status }: { handle: RecoveryHandle; status: RecoveryStatus },
): Promise<void> {
  heading('Handed over: what is on the disks');
  for (const volume of status.report?.volumes ?? []) say(...volumeLines(volume, status), '');
  say(
    `The whole report is attached to the newest mail: ${stage.mailPage}`,
    'A person copies the data now, checks it and confirms, in the Temporal UI with',
    indented(`${bold(confirmAnswer.signal)} ${confirmAnswer.json}`),
    '',
    hand.isPerson ? `or with a key: ${bold('c')} confirm   ${bold('q')} quit` : '--yes: the demo confirms.',
  );
  hand.ask();
  const key = await watch.untilAnswered('handed-over', () => hand.take('c'));
  if (key !== null) {
    await answer(handle, confirmRecoveredSignal, { by: ENGINEER, note: 'Copied and compared' });
    say(`Sent confirmRecovered as ${ENGINEER}.`, '');
  } else say('Confirmed in the Temporal UI.', '');
}

function volumeLines(volume: VolumeInspection, { plan }: RecoveryStatus): string[] {
  const planned = plan?.volumes.find(({ volumeId }) => volumeId === volume.originalVolumeId);
  const name = plainText(planned?.name ?? volume.volumeId, 40);
  const isClone = volume.originalVolumeId !== volume.volumeId;
  const how = `${isClone ? 'a clone' : 'the original'}, ${volume.readOnly ? 'read-only' : 'WRITABLE'}`;
  return [
    `${bold(name)}  ${volume.device ?? 'no device'}, ${how}`,
    ...volume.operatingSystems.map(({ prettyName, hostname }) =>
      indented(`${plainText(prettyName, 50)}, host name ${plainText(hostname ?? 'unknown', 40)}`),
    ),
    ...volume.filesystems.flatMap(filesystemLines).map(indented),
  ];
}

function filesystemLines({ path, fstype, sizeBytes, mount, listing }: FilesystemReport): string[] {
  const device = plainText(path, 30).padEnd(26);
  const what = `${plainText(fstype ?? 'unknown', 12).padEnd(12)}${formatSize(sizeBytes, 'en').padStart(9)}`;
  if (mount.status === 'not-mounted') return [`${device} ${what}  ${mount.verdict.replaceAll('-', ' ')}`];
  const found = (listing?.entries ?? []).filter((entry) => WANTED.test(entry.path.split('/').at(-1) ?? ''));
  return [
    `${device} ${what}  ${mount.mountpoint}`,
    ...found.map((entry) => indented(bold(plainText(`${mount.mountpoint}/${entry.path}`, 70)))),
  ];
}
