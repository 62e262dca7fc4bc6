/** All activities of the recovery worker. */
import { createBlockStorageActivities } from './block-storage.ts';
import { createCompromisedServerActivities } from './compromised-server.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { createInspectionActivities } from './inspection.ts';
import { createNetworkActivities } from './network.ts';
import { createNotificationActivities } from './notification.ts';
import { createPlanningActivities } from './planning.ts';
import { createRecoveryServerActivities } from './recovery-server.ts';
import { findSenders } from './senders.ts';
import { createServerDeletionActivities } from './server-deletion.ts';
import { createServerSearchActivities } from './server-search.ts';
import { createTicketNoteActivities } from './ticket-notes.ts';
import { createWaitingActivities } from './waiting.ts';

export const createActivities = (dependencies: ActivityDependencies) => ({
  ...createServerSearchActivities(dependencies),
  ...createPlanningActivities(dependencies),
  ...createNotificationActivities(dependencies),
  ...createTicketNoteActivities(dependencies),
  ...createCompromisedServerActivities(dependencies),
  ...createBlockStorageActivities(dependencies),
  ...createNetworkActivities(dependencies),
  ...createRecoveryServerActivities(dependencies),
  ...createServerDeletionActivities(dependencies),
  ...createWaitingActivities(dependencies),
  findSenders,
  ...createInspectionActivities(dependencies),
});
