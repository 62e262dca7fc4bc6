/** What this release of Nova and Cinder can do for a recovery. */
import { KEEPS_VOLUMES } from '../../openstack/compute/volume-attachments.ts';
import type { Connection } from '../../openstack/connection.ts';
import { fail, type Looked, ok, warn } from '../check.ts';

/** Train: older ones are not tried (test/releases). */
const OLDEST_COMPUTE = '2.79';
const ANY = '9999.0';

export async function microversionsCheck({ compute, blockStorage }: Connection, signal: AbortSignal): Promise<Looked> {
  const [nova, cinder, atLeastTrain, keepsVolumes] = await Promise.all([
    compute.microversion(ANY, { signal }),
    blockStorage.microversion(ANY, { signal }),
    compute.supports(OLDEST_COMPUTE, { signal }),
    compute.supports(KEEPS_VOLUMES, { signal }),
  ]);
  const seen = `Nova ${nova ?? 'none'}, Cinder ${cinder ?? 'none'}`;
  if (!atLeastTrain)
    return fail(
      'microversions',
      `${seen}: before Train, delete_on_termination and the reason of a lock are not told`,
      `The cloud needs Nova ${OLDEST_COMPUTE} (Train) at least; ask its operators for an upgrade.`,
    );
  if (!keepsVolumes)
    return warn(
      'microversions',
      `${seen}: strategies detach, clone, image; delete-server only for volumes that are not deleted with their server`,
      `Choose clone for root volumes, as is the default; or have Nova upgraded to Ussuri (${KEEPS_VOLUMES}) or later.`,
    );
  return ok('microversions', `${seen}: every strategy (detach, clone, image, delete-server)`);
}
