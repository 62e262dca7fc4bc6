/** Chooses image, flavor and network of the recovery server: what the site wishes, else the best that the project lists. */
import type { Problem, RecoveryServerPlan } from '../contract/recovery.ts';
import type { CloudFacts, FlavorFacts, ImageFacts, NetworkFacts, QuotaFacts, RecoveryServerWish } from './facts.ts';
import { findByIdOrName } from './find.ts';
import { problem } from './problems.ts';

type Choice<T> = { item: T } | { problem: Problem };

/** Login user by os_distro, as the distributions' cloud images have it. */
const LOGIN_USERS: Readonly<Record<string, string>> = {
  debian: 'debian',
  ubuntu: 'ubuntu',
  almalinux: 'almalinux',
  alma: 'almalinux',
  rocky: 'rocky',
  fedora: 'fedora',
  centos: 'centos',
};

/**
 * Debian and Ubuntu first: their cloud images have a plain root partition, so that no volume group of the recovery
 * server's own can clash with one on the evidence.
 */
const DISTRO_ORDER = ['debian', 'ubuntu', 'almalinux', 'alma', 'rocky', 'fedora', 'centos'];

const GIB = 1024 ** 3;
/** A guest with less than this swaps while it reads a large file system. */
const COMFORTABLE_RAM_MIB = 1024;

export function chooseRecoveryServer(
  facts: CloudFacts,
  wish: RecoveryServerWish,
  compromisedImageId: string | null,
): { plan: RecoveryServerPlan; flavor: FlavorFacts } | { problems: Problem[] } {
  const image = chooseImage(facts.images, wish.image, compromisedImageId);
  const network = chooseNetwork(facts, wish.network);
  const flavor = 'item' in image ? chooseFlavor(facts.flavors, wish, image.item, facts.quota) : null;
  const problems = [image, network, ...(flavor === null ? [] : [flavor])].flatMap((choice) =>
    'problem' in choice ? [choice.problem] : [],
  );
  if (!('item' in image) || !('item' in network) || flavor === null || !('item' in flavor)) return { problems };
  return {
    flavor: flavor.item,
    plan: {
      image: { id: image.item.id, name: image.item.name },
      flavor: { id: flavor.item.id, name: flavor.item.name },
      rootVolumeGib: flavor.item.diskGib > 0 ? null : rootVolumeGib(image.item, wish.rootVolumeGib),
      network: { id: network.item.id, name: network.item.name },
      sshUser: wish.sshUser ?? LOGIN_USERS[knownDistro(image.item) ?? ''] ?? 'debian',
      sameImageAsCompromised: image.item.id === compromisedImageId,
    },
  };
}

/** The distribution, from `os_distro` or else from the image's name. */
export function knownDistro(image: ImageFacts): string | null {
  const told = image.osDistro?.toLowerCase();
  if (told !== undefined && told in LOGIN_USERS) return told;
  const name = image.name.toLowerCase();
  return DISTRO_ORDER.find((distro) => name.includes(distro)) ?? null;
}

/** @param compromisedImageId - image of the compromised server; null while it is not known. */
export function chooseImage(
  images: readonly ImageFacts[],
  wanted: string | undefined,
  compromisedImageId: string | null,
): Choice<ImageFacts> {
  const active = images.filter((image) => image.status === 'active');
  if (wanted !== undefined) return chosen(active, wanted, 'image');
  // An image that the project made itself may be a copy of the compromised system.
  const trusted = active.filter(
    (image) => image.visibility === 'public' && !image.isSnapshot && knownDistro(image) !== null,
  );
  const rank = (image: ImageFacts): [number, number] => [
    // The same image has the same root file-system UUID: a reboot could boot the evidence.
    image.id === compromisedImageId ? 1 : 0,
    DISTRO_ORDER.indexOf(knownDistro(image) ?? ''),
  ];
  const best = trusted.toSorted((a, b) => {
    const [sameA, distroA] = rank(a);
    const [sameB, distroB] = rank(b);
    return sameA - sameB || distroA - distroB || b.createdAt.localeCompare(a.createdAt) || a.id.localeCompare(b.id);
  })[0];
  return best === undefined
    ? {
        problem: problem(
          'image-missing',
          '',
          active.map((image) => image.name),
        ),
      }
    : { item: best };
}

function chooseNetwork(facts: CloudFacts, wanted: string | undefined): Choice<NetworkFacts> {
  if (wanted !== undefined) return chosen(facts.networks, wanted, 'network');
  const own = facts.networks.filter((network) => facts.server.networkIds.includes(network.id));
  const [first, ...others] = own;
  if (first === undefined)
    return {
      problem: problem(
        'network-missing',
        '',
        facts.networks.map((network) => network.name),
      ),
    };
  if (others.length > 0)
    return {
      problem: problem(
        'network-ambiguous',
        '',
        own.map((network) => `${network.name} = ${network.id}`),
      ),
    };
  return { item: first };
}

export function chooseFlavor(
  flavors: readonly FlavorFacts[],
  wish: RecoveryServerWish,
  image: ImageFacts,
  quota: QuotaFacts,
): Choice<FlavorFacts> {
  const enabled = flavors.filter((flavor) => !flavor.disabled);
  if (wish.flavor !== undefined) return chosen(enabled, wish.flavor, 'flavor');
  const best = enabled
    .filter((flavor) => fitsImage(flavor, image) && fitsQuota(flavor, image, wish, quota))
    .toSorted(
      (a, b) =>
        // Enough memory first, then no extra volume, then the cheapest.
        Number(a.ramMib < COMFORTABLE_RAM_MIB) - Number(b.ramMib < COMFORTABLE_RAM_MIB) ||
        Number(a.diskGib === 0) - Number(b.diskGib === 0) ||
        a.ramMib - b.ramMib ||
        a.vcpus - b.vcpus ||
        a.id.localeCompare(b.id),
    )[0];
  return best === undefined
    ? {
        problem: problem(
          'flavor-missing',
          '',
          enabled.map((flavor) => flavor.name),
        ),
      }
    : { item: best };
}

export const fitsImage = (flavor: FlavorFacts, image: ImageFacts): boolean =>
  flavor.ramMib >= image.minRamMib &&
  (flavor.diskGib === 0 || flavor.diskGib >= Math.max(image.minDiskGib, (image.sizeBytes ?? 0) / GIB));

const within = (needed: number, free: number | null): boolean => free === null || needed <= free;

const fitsQuota = (flavor: FlavorFacts, image: ImageFacts, wish: RecoveryServerWish, quota: QuotaFacts): boolean =>
  within(flavor.vcpus, quota.cores) &&
  within(flavor.ramMib, quota.ramMib) &&
  (flavor.diskGib > 0 ||
    (within(1, quota.volumes) && within(rootVolumeGib(image, wish.rootVolumeGib), quota.gigabytes)));

export const rootVolumeGib = (image: ImageFacts, wished: number): number =>
  Math.max(wished, image.minDiskGib, Math.ceil((image.sizeBytes ?? 0) / GIB));

function chosen<T extends { id: string; name: string }>(
  items: readonly T[],
  wanted: string,
  what: 'image' | 'flavor' | 'network',
): Choice<T> {
  const found = findByIdOrName(items, wanted);
  switch (found.kind) {
    case 'found':
      return { item: found.item };
    case 'missing':
      return {
        problem: problem(
          `${what}-missing`,
          wanted,
          items.map((item) => item.name),
        ),
      };
    case 'ambiguous':
      return {
        problem: problem(
          `${what}-ambiguous`,
          wanted,
          found.candidates.map((item) => item.id),
        ),
      };
  }
}
