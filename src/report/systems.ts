/** An operating system as the inspection found it, and as the survey looked into it. */
import type { OperatingSystem, VolumeInspection } from '../contract/inspection.ts';
import type { SurveyOutcome, SystemSurvey } from '../contract/survey.ts';

export interface KnownSystem {
  inspected: OperatingSystem | null;
  surveyed: SystemSurvey | null;
}

/** Matched by where the root is mounted: a survey finds the subvolume of a btrfs itself, and may miss a broken system. */
export function knownSystems(volumes: readonly VolumeInspection[], outcome: SurveyOutcome | null): KnownSystem[] {
  const surveys = outcome?.kind === 'surveyed' ? outcome.survey.systems : [];
  const inspected = volumes.flatMap(({ operatingSystems, filesystems }) =>
    operatingSystems.map((system) => {
      const mount = filesystems.find(({ path }) => path === system.rootPath)?.mount;
      const at = mount?.status === 'mounted' ? mount.mountpoint : null;
      const surveyed = surveys.find(({ root }) => at !== null && (root === at || root.startsWith(`${at}/`))) ?? null;
      return { inspected: system, surveyed };
    }),
  );
  const matched = new Set(inspected.map(({ surveyed }) => surveyed));
  const others = surveys.filter((surveyed) => !matched.has(surveyed));
  return [...inspected, ...others.map((surveyed) => ({ inspected: null, surveyed }))];
}
