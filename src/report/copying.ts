/** Command lines that bring the data from the recovery server to where its owner works. Safe to paste. */
import type { RecoveryAccess, RecoveryReport } from '../contract/recovery.ts';
import type { PlaceSurvey } from '../contract/survey.ts';
import { rsyncCommand, shellWord, sshCommand } from './access.ts';

export interface CopyWay {
  kind: 'rsync' | 'tar' | 'one-file' | 'new-server' | 'scp' | 'rclone' | 's3cmd' | 'openstack' | 'check';
  commands: string[];
}

const MOST_SOURCES = 20;
/** To be replaced by whoever pastes it. */
const NEW_SERVER = 'ubuntu@NEW-SERVER';

/** A folder on the recovery server, and what its copy is called. */
interface Source {
  at: string;
  name: string;
}

/** @returns nothing where there is nothing mounted to copy from. */
export function copyWays(access: RecoveryAccess, report: RecoveryReport): CopyWay[] {
  const everything = mountpointsOf(report).map(sourceOf);
  const places = placesOf(report).map(sourceOf);
  const all = [...places, ...everything].slice(0, MOST_SOURCES);
  const [first] = all;
  if (first === undefined) return [];
  const onServer = (command: string): string => `${sshCommand(access)} ${shellWord(command)}`;
  const packed = ({ at }: Source): string => onServer(`sudo tar -C ${shellWord(at)} --numeric-owner --sparse -cf - .`);
  const archive = `${first.name}.tar`;
  const unpack = `mkdir -p recovered/${first.name} && tar -C recovered/${first.name} -xf -`;
  const count = `find ${shellWord(first.at)} -type f | wc -l`;
  return [
    { kind: 'rsync', commands: all.map(({ at, name }) => rsyncCommand(access, at, `recovered/${name}/`)) },
    { kind: 'tar', commands: [`${packed(first)} > ${archive}`] },
    { kind: 'one-file', commands: [`${onServer(`sudo cat ${shellWord(`${first.at}/FILE`)}`)} > FILE`] },
    { kind: 'new-server', commands: [`${packed(first)} | ssh ${NEW_SERVER} ${shellWord(unpack)}`] },
    { kind: 'scp', commands: [`scp -r recovered/${first.name} ${NEW_SERVER}:`] },
    { kind: 'rclone', commands: [`${packed(first)} | rclone rcat REMOTE:recovered/${archive}`] },
    { kind: 's3cmd', commands: [`${packed(first)} | s3cmd put - s3://BUCKET/${archive}`] },
    {
      kind: 'openstack',
      commands: ['openstack container create recovered', `openstack object create recovered ${archive}`],
    },
    { kind: 'check', commands: [onServer(`sudo ${count}`), `find recovered/${first.name} -type f | wc -l`] },
  ];
}

/** `/recovery/m0/home/ada` becomes `m0-home-ada`. */
const sourceOf = (at: string): Source => ({
  at,
  name:
    at
      .replace(/^\/recovery\//, '')
      .replaceAll(/[^A-Za-z0-9_.]+/g, '-')
      .replaceAll(/^[-.]+|-+$/g, '') || 'data',
});

const mountpointsOf = ({ volumes }: RecoveryReport): string[] =>
  volumes
    .flatMap(({ filesystems }) => filesystems)
    .flatMap(({ mount }) => (mount.status === 'mounted' ? [mount.mountpoint] : []));

/** What people mean by their data, first; what lies within another of them is in it. */
function placesOf({ survey, volumes }: RecoveryReport): string[] {
  if (survey?.kind !== 'surveyed') return [];
  const mounted = new Set(mountpointsOf({ volumes, survey, access: null, stepSeconds: {} }));
  const places = survey.survey.systems.flatMap(({ places: found }) => found).filter(isData);
  const paths = [...new Set(places.map(({ at }) => at))].filter((at) => !mounted.has(at));
  return paths.filter((path) => !paths.some((other) => path.startsWith(`${other}/`)));
}

/** Programs are installed anew, not copied. */
const isData = ({ kind }: PlaceSurvey): boolean => kind !== 'conda' && kind !== 'slurm';
