import { ALICE, APPLICATION_CREDENTIAL, PROJECT } from '../../../simulators/openstack/seed.ts';
import type { Request } from '../recording.ts';
import type { Case } from './case.ts';

const login = (password: string, project: string): Partial<Request> => {
  const domain = { name: 'Default' };
  const user = { name: ALICE.name, password, domain };
  const identity = { methods: ['password'], password: { user } };
  return { body: { auth: { identity, scope: { project: { name: project, domain } } } } };
};
const credential = (secret: string, scope?: unknown): Partial<Request> => {
  const identity = {
    methods: ['application_credential'],
    application_credential: { id: APPLICATION_CREDENTIAL.id, secret },
  };
  return { body: { auth: { identity, ...(scope === undefined ? {} : { scope }) } } };
};

export const identityCases: readonly Case[] = [
  {
    name: 'a password gives a token with project, roles and catalogue',
    recording: '01-auth-password',
    sent: login(ALICE.password, PROJECT.name),
  },
  {
    name: 'a wrong password is refused',
    recording: '03-auth-wrong-password',
    sent: login('wrong', PROJECT.name),
  },
  {
    name: 'an unknown project is refused like a wrong password',
    recording: '03-auth-unknown-project',
    sent: login(ALICE.password, 'nope'),
  },
  {
    name: 'an application credential gives a token of its own project',
    recording: '02-auth-application-credential',
    sent: credential(APPLICATION_CREDENTIAL.secret),
  },
  {
    name: 'an application credential with a scope is refused, with the reason',
    recording: '02-auth-application-credential-with-scope',
    sent: credential(APPLICATION_CREDENTIAL.secret, { project: { id: PROJECT.id } }),
  },
  {
    name: 'an application credential with a wrong secret is refused',
    recording: '02-auth-application-credential-wrong-secret',
    sent: credential('wrong'),
  },
  {
    name: 'Nova refuses a token that it does not know',
    recording: '04-nova-no-token',
    as: 'stranger',
    sent: { path: '/servers/detail' },
  },
  {
    name: 'Cinder refuses a token that it does not know',
    recording: '04-cinder-bad-token',
    as: 'stranger',
    sent: { path: '/volumes/detail' },
  },
  { name: 'Neutron refuses a token that it does not know', recording: '04-neutron-bad-token', as: 'stranger' },
  { name: 'Glance refuses such a token in its own words', recording: '04-glance-bad-token', as: 'stranger' },
  {
    name: 'a microversion that Nova does not know is refused with the range that it knows',
    recording: '06-nova-microversion-too-high',
    sent: { path: '/servers/detail' },
  },
];
