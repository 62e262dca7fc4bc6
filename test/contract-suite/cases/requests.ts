/** Requests in few words, for the cases. */
import type { Method, Request, Service } from '../suite/caller.ts';

type Ask = (method: Method, path: string, more?: Partial<Request>) => Request;

const to =
  (service: Service): Ask =>
  (method, path, more = {}) => ({ method, service, path, ...more });

export const keystone = to('identity');
export const nova = to('compute');
export const cinder = to('block-storage');
export const glance = to('image');
export const neutron = to('network');

export const serverAction = (server: string, body: Record<string, unknown>, more: Partial<Request> = {}): Request =>
  nova('POST', `/servers/${server}/action`, { body, ...more });

/** An id that no resource has. */
export const UNKNOWN = '99999999-9999-4999-8999-999999999999';
