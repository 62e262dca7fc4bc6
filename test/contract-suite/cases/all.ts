/** Every case, by the file that tells what it is about. */
import type { Case } from '../suite/case.ts';
import { attachAndDetachCases } from './attach-and-detach.ts';
import { cinderBackDoorCases } from './cinder-back-doors.ts';
import { courseCases } from './courses.ts';
import { deleteOnTerminationCases } from './delete-on-termination.ts';
import { guestCases } from './guests.ts';
import { hungServiceCases } from './hung-services.ts';
import { instanceActionCases } from './instance-actions.ts';
import { lockCases } from './locks.ts';
import { refusedAttachmentCases } from './refused-attachments.ts';
import { rootCases } from './roots.ts';

export const CASES: readonly Case[] = [
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
];
