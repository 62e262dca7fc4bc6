/** Which microversion a request asks for, and what Nova and Cinder say when they don't have it. */
import type { FastifyRequest } from 'fastify';
import { badRequest, Refusal } from './answers.ts';

export interface Microversions {
  /** The service's name in the `OpenStack-API-Version` header. */
  header: 'compute' | 'volume';
  minimum: string;
  maximum: string;
}

/** @returns the minor number; that of the lowest when none is asked for. */
export function askedMinor(request: FastifyRequest, { header, minimum, maximum }: Microversions): number {
  const asked = askedVersion(request, header) ?? minimum;
  if (asked === 'latest') return minorOf(maximum);
  // nova and cinder exception.py, InvalidAPIVersionString.
  if (!/^[1-9]\d*\.(0|[1-9]\d*)$/.test(asked))
    throw badRequest(`API Version String ${asked} is of invalid format. Must be of format MajorNum.MinorNum.`);
  const minor = minorOf(asked);
  const [major] = minimum.split('.');
  if (asked.split('.')[0] !== major || minor < minorOf(minimum) || minor > minorOf(maximum))
    throw notAcceptable(
      `Version ${asked} is not supported by the API. Minimum is ${minimum} and maximum is ${maximum}.`,
    );
  return minor;
}

/** Nova goes on reading the header of its own that it had before 2.27. */
function askedVersion({ headers }: FastifyRequest, service: Microversions['header']): string | undefined {
  const asked = String(headers['openstack-api-version'] ?? '')
    .split(',')
    .map((each) => each.trim().split(/\s+/))
    .find(([name]) => name === service)?.[1];
  const legacy = headers['x-openstack-nova-api-version'];
  return asked ?? (service === 'compute' && typeof legacy === 'string' ? legacy : undefined);
}

const minorOf = (version: string): number => Number(version.split('.')[1]);

/** Both services have no better name for a 406 (recorded 06; cinder/api/openstack/wsgi.py, class Fault). */
const notAcceptable = (message: string): Refusal => new Refusal(406, { computeFault: { code: 406, message } });
