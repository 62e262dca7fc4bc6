/**
 * What one release of OpenStack offers, and another doesn't.
 *
 * Whatever Nova and Cinder tie to a microversion follows from the highest one alone. What changed without one goes by
 * the release's date: `sinceRelease('2021.1')`, with its source where it is asked.
 *
 * Highest microversions: nova/api/openstack/api_version_request.py at 20.6.1, 21.2.4, 22.4.0, 26.3.0, 32.2.1 and
 * 33.0.2; cinder/api/openstack/api_version_request.py at 15.6.0, 16.4.2, 17.4.0, 21.3.2, 27.0.0 and 28.0.0.
 */
export const RELEASES = {
  train: { date: '2019.2', compute: '2.79', blockStorage: '3.59' },
  ussuri: { date: '2020.1', compute: '2.87', blockStorage: '3.60' },
  victoria: { date: '2020.2', compute: '2.87', blockStorage: '3.62' },
  zed: { date: '2022.2', compute: '2.93', blockStorage: '3.70' },
  flamingo: { date: '2025.2', compute: '2.100', blockStorage: '3.71' },
  gazpacho: { date: '2026.1', compute: '2.103', blockStorage: '3.71' },
} as const satisfies Record<string, Release>;

export type ReleaseName = keyof typeof RELEASES;

export interface Release {
  /** Year and half of the year, as the project counts its releases. */
  date: string;
  /** Highest microversion of Nova. */
  compute: string;
  /** Highest microversion of Cinder. */
  blockStorage: string;
}

/** Cinder's entries in the catalogue, as its own installation guide has them made at each release. */
export function blockStorageEntries(
  { date }: Release,
  projectId: string,
): [type: string, name: string, path: string][] {
  // doc/source/install/cinder-controller-install-ubuntu.rst at 28.0.0: the official name, and no project.
  if (date >= '2026.1') return [['block-storage', 'cinder', '/volume/v3']];
  const v3: [string, string, string] = ['volumev3', 'cinderv3', `/volume/v3/${projectId}`];
  // Version 2 was taken out in Xena, 2021.2 (cinder e05b261af); until then the guide has both.
  return date >= '2021.2' ? [v3] : [['volumev2', 'cinderv2', `/volume/v2/${projectId}`], v3];
}
