/** Requests that differ in ids only have one shape: `POST compute /servers/:id/action`. */
import type { Service } from './operations.ts';

/** Where the service is, its version, and the project in Cinder's path. */
const BASE = /^(\/\w+)?\/v[\d.]+(\/[0-9a-f]{32})?(?=\/)/;
const ID = /[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}/g;

export const requestShape = (method: string, service: Service, path: string): string =>
  `${method} ${service} ${path.replace(/\?.*/, '').replace(BASE, '').replace(ID, ':id')}`;
