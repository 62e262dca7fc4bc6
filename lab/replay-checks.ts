/** `replayOnClone` in the real cloud: what was written last is in journals alone, and comes to light on clones alone. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { z } from 'zod';
import type { Layer, VolumeInspection } from '../src/contract/inspection.ts';
import { replayOnCloneUpdate } from '../src/contract/messages.ts';
import type { RecoveryAccess, RecoveryStatus } from '../src/contract/recovery.ts';
import type { Checklist } from './checklist.ts';
import { type Cloud, until } from './cloud.ts';
import { type Engineer, logIn, quoted } from './engineer.ts';
import { type Baseline, sha256Of, writtenSinceBaseline } from './evidence.ts';
import { type Inventory, strangers, takeInventory } from './inventory.ts';
import { PROJECT_ROOT } from './lab.ts';
import { LabError } from './lab-error.ts';
import { checkGuest } from './report-checks.ts';
import { getServer } from './reset.ts';
import type { Seeded } from './seeded.ts';
import type { Stack } from './stack.ts';
import { ENGINEER, readStatus, type Story } from './story.ts';

interface ReplayProof {
  cloud: Cloud;
  seeded: Seeded;
  stack: Stack;
  list: Checklist;
  baselines: readonly Baseline[];
  /** SIGKILL the worker in the middle of each update. */
  kill: boolean;
  say: (text: string) => void;
}

type Volume = Inventory['volumes'][number];
interface Replay {
  volume: VolumeInspection;
  /** @returns what the update answered. */
  send: (volumeId: string) => Promise<string>;
  /** When a killed worker dies: as soon as the clone is like this. */
  killAt: { moment: string; is: (clone: Volume) => boolean };
}

/** What the seed wrote last, and synced, before the power went (lab/openstack/dirty.py). */
const NEWEST = { file: 'last.txt', content: 'written last' };

/** The first disk by the client, the others by the command line. @returns the ids of the clones. */
export async function checkReplays(proof: ReplayProof, story: Story, { report }: RecoveryStatus): Promise<string[]> {
  const { stack, list } = proof;
  if (report?.access == null) throw new LabError('handed over without access');
  const engineer = logIn(report.access, stack.engineerKey, stack.directory);
  for (const volume of report.volumes) await checkUnclean(list, engineer, volume);
  await checkQuestion(list, story, report.volumes);
  const clones: string[] = [];
  for (const volume of report.volumes) {
    const how = clones.length === 0 ? byClient(story) : byCommand(stack, story);
    clones.push(await checkReplay(proof, story, engineer, { volume, ...how }));
  }
  await checkGuest(list, 'dirty', await readStatus(stack, story), engineer);
  return clones;
}

const byClient = ({ handle }: Story): Pick<Replay, 'send' | 'killAt'> => ({
  send: (volumeId) => handle.executeUpdate(replayOnCloneUpdate, { args: [{ by: ENGINEER, volumeId }] }),
  killAt: { moment: 'the clone is there', is: () => true },
});

const byCommand = (stack: Stack, story: Story): Pick<Replay, 'send' | 'killAt'> => ({
  send: (volumeId) => runCommand(stack, story, volumeId),
  killAt: { moment: 'the clone is attached', is: ({ attachments }) => attachments.length > 0 },
});

/** Handed over as it was left: the journal is told of, and what is in it is not to be seen. */
async function checkUnclean(list: Checklist, engineer: Engineer, volume: VolumeInspection): Promise<void> {
  const { path, mountpoint, files } = mountedOn(volume);
  list.check(`${path}: handed over with its journal unclean`, isUnclean(volume.layers), volume.layers);
  list.check(`${path}: ${NEWEST.file} is not listed`, !files.includes(NEWEST.file), files);
  list.equal(`${mountpoint} has no ${NEWEST.file}`, await newestIn(engineer, mountpoint), '');
}

async function checkQuestion(list: Checklist, { handle }: Story, volumes: readonly VolumeInspection[]): Promise<void> {
  const ids = volumes.map(({ volumeId }) => volumeId);
  const asked = handle.executeUpdate(replayOnCloneUpdate, { args: [{ by: ENGINEER }] });
  const refused = await asked.catch((error: unknown) => {
    if (error instanceof WorkflowUpdateFailedError) return error.cause?.message ?? '';
    throw error;
  });
  list.check(
    'replayOnClone without a volume is refused, and names all',
    refused.includes('say which volume is meant') && ids.every((id) => refused.includes(id)),
    refused,
  );
}

async function runCommand({ addresses }: Stack, { handle }: Story, volumeId: string): Promise<string> {
  const { PATH, HOME } = process.env;
  const args = ['replay-on-clone', handle.workflowId, '--by', ENGINEER, '--volume-id', volumeId, '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', 'src/cli.ts', ...args], {
    cwd: PROJECT_ROOT,
    env: { PATH, HOME, TEMPORAL_ADDRESS: addresses.temporal },
  });
  return z.object({ counted: z.literal(true), said: z.string() }).parse(JSON.parse(stdout)).said;
}

async function checkReplay(proof: ReplayProof, story: Story, engineer: Engineer, replay: Replay): Promise<string> {
  const { list, stack, say } = proof;
  const { volume } = replay;
  const { path, fstype, mountpoint } = mountedOn(volume);
  say(`${path}: replayOnClone`);
  const began = Date.now();
  const said = await answered(proof, replay);
  say(`${path}: answered after ${((Date.now() - began) / 1000).toFixed(1)} s`);
  const expected = new RegExp(
    `^${fstype} on /dev/[a-z0-9/-]+: replayed\\. The report shows the clone beside the disk\\.$`,
  );
  list.check(`${path}: the update answers that ${fstype} was replayed`, expected.test(said), said);
  const status = await readStatus(stack, story);
  const clone = status.report?.volumes.find(({ replayOf }) => replayOf === volume.volumeId);
  const { access } = status.report ?? {};
  if (clone === undefined || access == null) throw new LabError(`the report has no clone of ${volume.volumeId}`);
  await checkCinder(proof, status, clone, access);
  await checkClone(list, engineer, clone);
  list.equal(`${mountpoint} still has no ${NEWEST.file}`, await newestIn(engineer, mountpoint), '');
  await checkOriginal(proof, volume.volumeId);
  return clone.volumeId;
}

/** The update's answer; with `kill`, given by another worker than the one that began. */
async function answered({ cloud, seeded, list, stack, kill, say }: ReplayProof, replay: Replay): Promise<string> {
  const { volume, send, killAt } = replay;
  const known = new Set((await replayClones(cloud, seeded)).map(({ id }) => id));
  let over = false;
  const answer = send(volume.volumeId).finally(() => {
    over = true;
  });
  if (!kill) return answer;
  const killed = async (): Promise<void> => {
    await until(killAt.moment, 600, async () => {
      const made = (await replayClones(cloud, seeded)).filter(({ id }) => !known.has(id));
      return over || made.some(killAt.is) ? true : null;
    });
    list.check(`the worker gets SIGKILL while the update runs: ${killAt.moment}`, !over);
    say('SIGKILL to the worker, then another worker');
    await stack.killAndRestartWorker();
  };
  const [said] = await Promise.all([answer, killed()]);
  return said;
}

const CinderVolume = z.object({
  volume: z.object({
    status: z.string(),
    snapshot_id: z.string().nullable(),
    attachments: z.array(z.object({ server_id: z.string() })),
  }),
});

async function checkCinder(
  { cloud, list }: ReplayProof,
  { volumes }: RecoveryStatus,
  { volumeId, originalVolumeId }: VolumeInspection,
  { serverId }: RecoveryAccess,
): Promise<void> {
  const { volume } = CinderVolume.parse(await cloud('volumev3', 'GET', `/volumes/${volumeId}`));
  const evidence = volumes.find((each) => each.volumeId === originalVolumeId)?.snapshotId;
  list.equal(`clone ${volumeId} was made by Cinder of the evidence snapshot`, volume.snapshot_id, evidence);
  const attachedTo = volume.attachments.map((each) => each.server_id);
  list.equal('it is attached to the recovery server', [volume.status, ...attachedTo], ['in-use', serverId]);
  const { locked } = await getServer(cloud, serverId);
  list.equal('the recovery server is locked again', locked, true);
}

/** The newest file is there: in the report, and on the clone's mount. */
async function checkClone(list: Checklist, engineer: Engineer, clone: VolumeInspection): Promise<void> {
  const { path, mountpoint, files, options } = mountedOn(clone);
  list.check(`${path}: its journal is clean`, !isUnclean(clone.layers), clone.layers);
  list.check(
    `${path}: the kernel refuses writes, and it is mounted read-only`,
    clone.readOnly && options.includes('ro'),
  );
  list.check(`${path}: ${NEWEST.file} is listed`, files.includes(NEWEST.file), files);
  list.equal(`${mountpoint}/${NEWEST.file} by ssh`, await newestIn(engineer, mountpoint), NEWEST.content);
}

/** In the middle of the hand-over already, while the original is attached beside its clone. */
async function checkOriginal({ list, baselines }: ReplayProof, volumeId: string): Promise<void> {
  const before = baselines.find((each) => each.volumeId === volumeId)?.sha256;
  list.equal(`rbd diff of ${volumeId} is empty after the replay`, await writtenSinceBaseline(volumeId), []);
  list.equal(`rbd export of ${volumeId} has the same SHA-256 after the replay`, await sha256Of(volumeId), before);
}

export async function checkClonesGone(
  { cloud, seeded, list }: Pick<ReplayProof, 'cloud' | 'seeded' | 'list'>,
  clones: readonly string[],
): Promise<void> {
  const { volumes } = await takeInventory(cloud, seeded);
  const left = volumes.filter(({ id, name }) => clones.includes(id) || isReplayClone(name));
  list.equal(`the ${clones.length} clones are gone, and their attachments with them`, left, []);
}

const replayClones = async (cloud: Cloud, seeded: Seeded): Promise<Volume[]> =>
  strangers(await takeInventory(cloud, seeded), seeded).volumes.filter(({ name }) => isReplayClone(name));

const isReplayClone = (name: string | null): boolean => name?.includes('-replay-') ?? false;

/** Content of the newest file in a directory; empty where it is not. */
async function newestIn(engineer: Engineer, mountpoint: string): Promise<string> {
  const { stdout } = await engineer(`sudo cat ${quoted(`${mountpoint}/${NEWEST.file}`)} 2>/dev/null`);
  return stdout.trim();
}

interface Mounted {
  path: string;
  fstype: string;
  mountpoint: string;
  options: string[];
  /** As the report lists them. */
  files: string[];
}

/** The one file system of a disk. */
function mountedOn({ volumeId, filesystems }: VolumeInspection): Mounted {
  for (const { path, fstype, mount, listing } of filesystems) {
    if (mount.status !== 'mounted') continue;
    const files = (listing?.entries ?? []).map((entry) => entry.path);
    return { path, fstype: fstype ?? '', mountpoint: mount.mountpoint, options: mount.options, files };
  }
  throw new LabError(`nothing of volume ${volumeId} is mounted`);
}

const isUnclean = (layer: Layer | null): boolean =>
  layer !== null &&
  (layer.verdicts.some(({ code }) => code === 'journal-not-replayed') || layer.children.some(isUnclean));
