/** The simulator may not be kinder than the cloud: it must answer what the cloud answered. */
import { expect, it } from 'vitest';
import { startOpenStackSimulator } from '../../simulators/openstack/simulator.ts';
import type { Case } from './cases/case.ts';
import { creationCases } from './cases/creation.ts';
import { identityCases } from './cases/identity.ts';
import { resourceCases } from './cases/resources.ts';
import { serverCases } from './cases/servers.ts';
import { volumeCases } from './cases/volumes.ts';
import { expected, isLeftOut, LEFT_OUT } from './left-out.ts';
import { play, recorded } from './recording.ts';
import { told } from './told.ts';
import { asRecorded } from './world.ts';

const CASES: readonly Case[] = [...identityCases, ...serverCases, ...creationCases, ...volumeCases, ...resourceCases];

it.each(CASES.map((each) => [each.name, each] as const))(
  '%s',
  async (_name, { recording, arrange, as = 'member', sent = {} }) => {
    const { request, response } = recorded(recording);
    const asked = { ...request, ...sent };
    // A frozen course: nothing happens between the arrangement and the answer.
    const simulator = await startOpenStackSimulator({ unitMs: 60_000 });
    try {
      asRecorded(simulator.cloud);
      arrange?.(simulator.cloud, simulator.faults);
      const answer = await play(simulator, asked, as);
      expect(told(answer, asked)).toEqual(expected(told(response, asked)));
    } finally {
      await simulator.close();
    }
  },
);

it('leaves out only fields that the cloud does answer', () => {
  const answered = CASES.flatMap(({ recording }) => {
    const { request, response } = recorded(recording);
    const { body } = told(response, request);
    return Array.isArray(body) ? (body as string[]) : [];
  });
  const stale = LEFT_OUT.flatMap(({ fields }) => fields).filter(
    (field) => !answered.some((each) => isLeftOut(each, [field])),
  );
  expect(stale).toEqual([]);
});
