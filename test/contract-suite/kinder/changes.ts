/** Ways in which a simulator could be kinder than the cloud. Each must turn the suite red, or the suite is no judge. */

export interface KinderChange {
  /** What the simulator would do then. */
  name: string;
  /** Source file, from the project's root. */
  file: string;
  /** Text that is there, and what stands there instead. */
  from: string;
  to: string;
}

export const KINDER_CHANGES: readonly KinderChange[] = [
  {
    name: 'ignores a lock',
    file: 'simulators/openstack/compute/found-server.ts',
    from: 'server.lockedBy !== null && !caller.isAdmin',
    to: 'false',
  },
  {
    name: 'gives away a root volume',
    file: 'simulators/openstack/compute/volume-attachments.ts',
    from: "server.imageId === null && held.device === '/dev/vda'",
    to: 'false',
  },
  {
    name: 'has attaches that never fail',
    file: 'simulators/openstack/compute/attach-course.ts',
    from: 'if (course.fails || ',
    to: 'if (',
  },
  {
    name: 'lets go of a disk that the guest keeps',
    file: 'simulators/openstack/compute/attach-course.ts',
    from: 'if (fails) cloud.after(',
    to: 'if (false) cloud.after(',
  },
];
