/** Every case, by the file that tells what it is about. */
import type { Case } from '../suite/case.ts';
import { attachAndDetachCases } from './attach-and-detach.ts';
import { cinderBackDoorCases } from './cinder-back-doors.ts';
import { cloneCases } from './clones.ts';
import { computeFurnitureCases } from './compute-furniture.ts';
import { courseCases } from './courses.ts';
import { deleteOnTerminationCases } from './delete-on-termination.ts';
import { floatingIpCases } from './floating-ips.ts';
import { guestCases } from './guests.ts';
import { hungServiceCases } from './hung-services.ts';
import { imageCases } from './images.ts';
import { instanceActionCases } from './instance-actions.ts';
import { lockCases } from './locks.ts';
import { loginCases } from './logins.ts';
import { networkCases, securityGroupCases } from './networks.ts';
import { newServerCases } from './new-servers.ts';
import { otherProjectCases } from './other-project.ts';
import { policyCases } from './policy.ts';
import { quotaCases } from './quotas.ts';
import { refusedAttachmentCases } from './refused-attachments.ts';
import { rootCases } from './roots.ts';
import { serverEndCases } from './server-ends.ts';
import { serverCases } from './servers.ts';
import { snapshotCases } from './snapshots.ts';
import { tokenCases } from './tokens.ts';
import { versionCases } from './versions.ts';
import { volumeCases } from './volumes.ts';

export const CASES: readonly Case[] = [
  ...loginCases,
  ...tokenCases,
  ...versionCases,
  ...otherProjectCases,
  ...policyCases,
  ...newServerCases,
  ...serverCases,
  ...serverEndCases,
  ...computeFurnitureCases,
  ...quotaCases,
  ...courseCases,
  ...rootCases,
  ...attachAndDetachCases,
  ...refusedAttachmentCases,
  ...guestCases,
  ...deleteOnTerminationCases,
  ...lockCases,
  ...instanceActionCases,
  ...cinderBackDoorCases,
  ...hungServiceCases,
  ...volumeCases,
  ...cloneCases,
  ...snapshotCases,
  ...imageCases,
  ...networkCases,
  ...securityGroupCases,
  ...floatingIpCases,
];
