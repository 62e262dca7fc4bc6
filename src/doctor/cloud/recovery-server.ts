/** What the recovery server would be made of, chosen by the same code as in a plan, and whether the quota has room. */
import * as flavors from '../../openstack/compute/flavors.ts';
import type { Connection } from '../../openstack/connection.ts';
import { readFreeQuota } from '../../openstack/free-quota.ts';
import * as images from '../../openstack/image/images.ts';
import type { CloudSettings } from '../../config.ts';
import type { Problem } from '../../contract/recovery.ts';
import type { FlavorFacts, ImageFacts, QuotaFacts } from '../../plan/facts.ts';
import { quotaNeed, quotaProblems } from '../../plan/quota.ts';
import { chooseFlavor, chooseImage, fitsImage, knownDistro, rootVolumeGib } from '../../plan/recovery-server.ts';
import { fail, type Looked, ok, warn } from '../check.ts';

type Wish = CloudSettings['recoveryServer'];

export async function recoveryServerChecks(connection: Connection, wish: Wish, signal: AbortSignal): Promise<Looked[]> {
  const [allImages, allFlavors, quota] = await Promise.all([
    images.list(connection.image, {}, { signal }),
    flavors.list(connection.compute, { signal }),
    readFreeQuota(connection, { signal }),
  ]);
  const listed = allImages.map((each) => ({ ...each, isSnapshot: each.properties['image_type'] === 'snapshot' }));
  const image = chooseImage(listed, wish.image, null);
  if (!('item' in image)) return [faultOf('image', image.problem)];
  const flavor = chooseFlavor(allFlavors, wish, image.item, quota);
  return [
    imageCheck(image.item, wish),
    'item' in flavor ? flavorCheck(flavor.item, image.item, wish) : faultOf('flavor', flavor.problem),
    ...('item' in flavor ? [quotaCheck(flavor.item, image.item, wish, quota)] : []),
  ];
}

const faultOf = (name: string, { message, advice }: Problem): Looked => fail(name, message, advice);

function imageCheck(image: ImageFacts, wish: Wish): Looked {
  const chosen = wish.image === undefined ? 'chosen' : 'configured';
  const distro = knownDistro(image);
  const seen = `${image.name} (${image.id}), ${chosen}, ${image.visibility}, os_distro ${image.osDistro ?? 'not set'}`;
  if (image.isSnapshot)
    return warn(
      'image',
      `${seen}: a snapshot of a server`,
      'Set recoveryServer.image to an image of the distribution: a snapshot may hold what compromised its server.',
    );
  if (distro === null && wish.sshUser === undefined)
    return warn(
      'image',
      `${seen}: its login user is not known, debian would be tried`,
      "Set recoveryServer.sshUser to the image's login user, or have os_distro set on the image.",
    );
  return ok('image', `${seen}; whether it has the tools (python3, lvm2, mdadm, cryptsetup) only --rehearse shows`);
}

function flavorCheck(flavor: FlavorFacts, image: ImageFacts, wish: Wish): Looked {
  const disk =
    flavor.diskGib > 0
      ? `${flavor.diskGib} GiB disk`
      : `boots from a volume of ${rootVolumeGib(image, wish.rootVolumeGib)} GiB`;
  const seen = `${flavor.name} (${wish.flavor === undefined ? 'chosen' : 'configured'}): ${flavor.vcpus} vCPU, ${flavor.ramMib} MiB, ${disk}`;
  if (fitsImage(flavor, image)) return ok('flavor', seen);
  return fail(
    'flavor',
    `${seen}: too small for image ${image.name}`,
    'Set recoveryServer.flavor to a larger one, or leave it out so that one that fits is chosen.',
  );
}

function quotaCheck(flavor: FlavorFacts, image: ImageFacts, wish: Wish, quota: QuotaFacts): Looked {
  const plan = { rootVolumeGib: flavor.diskGib > 0 ? null : rootVolumeGib(image, wish.rootVolumeGib) };
  const [problem] = quotaProblems(quotaNeed([], plan, flavor), quota);
  if (problem !== undefined)
    return fail(
      'quota',
      `flavor ${flavor.name} is over it. ${problem.message}`,
      `Free something in the project, have its quota raised, or set recoveryServer.flavor to a smaller one.`,
    );
  const left = (Object.entries(quota) as [keyof QuotaFacts, number | null][])
    .map(([name, free]) => `${name} ${free === null ? 'unlimited' : free}`)
    .join(', ');
  if (quota.snapshots === 0 || quota.volumes === 0)
    return warn(
      'quota',
      `free: ${left}`,
      'Snapshots of the evidence and clones count too: free some, or have the quota raised.',
    );
  return ok('quota', `free: ${left}`);
}
