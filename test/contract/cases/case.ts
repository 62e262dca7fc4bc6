import type { SimulatedCloud } from '../../../simulators/openstack/cloud.ts';
import type { Faults } from '../../../simulators/openstack/faults.ts';
import type { Caller, Request } from '../recording.ts';

export type Arrange = (cloud: SimulatedCloud, faults: Faults) => unknown;

/** One recorded answer, and how to bring the simulator to where the cloud was. */
export interface Case {
  name: string;
  /** File in `recorded/`, without `.json`. */
  recording: string;
  arrange?: Arrange;
  as?: Caller;
  /** Where the recorded request can't be sent as it is: scrubbed secrets, and a list that the simulator hasn't. */
  sent?: Partial<Request>;
}
