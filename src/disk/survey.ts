/** The survey after the mounts: what it is asked, and how much of its answer is kept in the history. */
import type { VolumeInspection } from '../contract/inspection.ts';
import type { FolderSize, Survey, SystemSurvey, TriageGroup } from '../contract/survey.ts';
import { parseAnswer } from './guest-protocol.ts';
import { SurveyAnswer } from './survey-protocol.ts';

/** The second program in the recovery server; see src/ssh/survey-over-ssh.ts. */
export interface Surveyor {
  survey(request: SurveyRequest): Promise<unknown>;
}

interface SurveyRequest {
  roots: {
    target: string;
    /** The subvolume of a btrfs that is the root, where the inspection found it in one. */
    below: string;
    /** Mount point in the compromised system, and where that file system is mounted here. */
    mounts: Record<string, string>;
  }[];
  filesystems: string[];
  /** For all of it; sizes that are not counted by then are told as partial. */
  seconds: number;
}

/** Long enough for a few hundred thousand files, short enough that nobody waits for it. */
export const SURVEY_SECONDS = 30;
/** With an inspection of the usual size, a report stays under 100 kB. */
export const MOST_SURVEY_BYTES = 40_000;

/** Null when nothing is mounted: there is nothing to survey. */
function surveyRequest(volumes: readonly VolumeInspection[]): SurveyRequest | null {
  const mountpoints = new Map(
    volumes
      .flatMap(({ filesystems }) => filesystems)
      .flatMap(({ path, mount }) => (mount.status === 'mounted' ? [[path, mount.mountpoint] as const] : [])),
  );
  if (mountpoints.size === 0) return null;
  const roots = volumes
    .flatMap(({ operatingSystems }) => operatingSystems)
    .flatMap(({ rootPath, subvolume = '', fstab }) => {
      const target = mountpoints.get(rootPath);
      if (target === undefined) return [];
      const mounts = fstab.flatMap(({ mountpoint, device }) => {
        const at = device === null || device === rootPath ? undefined : mountpoints.get(device);
        return at === undefined || !mountpoint.startsWith('/') ? [] : [[mountpoint, at] as const];
      });
      return [{ target, below: subvolume, mounts: Object.fromEntries(mounts) }];
    });
  return { roots, filesystems: [...mountpoints.values()], seconds: SURVEY_SECONDS };
}

/** @throws GuestAnswerError when the answer is of another shape than agreed. */
export async function surveyVolumes(surveyor: Surveyor, volumes: readonly VolumeInspection[]): Promise<Survey | null> {
  const request = surveyRequest(volumes);
  if (request === null) return null;
  return boundSurvey(parseAnswer('survey', SurveyAnswer, await surveyor.survey(request)), MOST_SURVEY_BYTES);
}

/** How many are kept of each list, from generous to bare. */
const STEPS = [30, 20, 12, 8, 5, 3, 1, 0];

/** As much of a survey as fits: every list keeps its beginning, which is what matters most, and counts the rest. */
export function boundSurvey(survey: Survey, mostBytes: number): Survey {
  const candidates = STEPS.map((most) => shortened(survey, most));
  return (
    candidates.find((each) => jsonBytes(each) <= mostBytes) ?? shortened({ ...survey, systems: [], filesystems: [] }, 0)
  );
}

const jsonBytes = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length;

const shortened = (survey: Survey, most: number): Survey => ({
  ...survey,
  systems: survey.systems.map((system) => shortSystem(system, most)),
  filesystems: survey.filesystems.slice(0, 4 * most + 4).map(({ folders, more, ...filesystem }) => {
    const kept = folders.slice(0, Math.ceil(most / 2)).map(({ name, size }) => ({ name, size: withoutChanges(size) }));
    return { ...filesystem, folders: kept, more: more + folders.length - kept.length };
  }),
  loose: survey.loose.map((group) => shortGroup(group, most)),
});

const shortSystem = (
  { users, moreUsers, places, morePlaces, ...system }: SystemSurvey,
  most: number,
): SystemSurvey => ({
  ...system,
  users: users
    .slice(0, 2 * most)
    .map((user) => ({ ...user, size: user.size === null ? null : withoutPaths(user.size) })),
  moreUsers: moreUsers + Math.max(0, users.length - 2 * most),
  places: places.slice(0, 2 * most),
  morePlaces: morePlaces + Math.max(0, places.length - 2 * most),
  triage: system.triage.map((group) => shortGroup(group, most)),
});

const shortGroup = ({ facts, more, ...group }: TriageGroup, most: number): TriageGroup => ({
  ...group,
  facts: facts.slice(0, most),
  more: more + Math.max(0, facts.length - most),
});

/** Which file changed last is told of the places and the whole file system. */
const withoutPaths = ({ newest, oldest, ...size }: FolderSize): FolderSize => ({
  ...size,
  newest: newest === null ? null : { path: null, at: newest.at },
  oldest: oldest === null ? null : { path: null, at: oldest.at },
});
const withoutChanges = (size: FolderSize): FolderSize => ({ ...size, newest: null, oldest: null });
