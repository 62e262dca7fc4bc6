import fc from 'fast-check';
import { expect, it } from 'vitest';
import { recoverySummary, summaryText } from '../../src/report/summary-text.ts';
import { hostileText } from './hostile-text.ts';

it('says which ticket, server and cloud', () => {
  expect(recoverySummary({ ticket: 'TICKET-4711', server: 'genomics_web-1', cloud: 'arbutus' })).toBe(
    'TICKET-4711 · genomics_web-1 · arbutus',
  );
  expect(recoverySummary({ server: 'genomics-web', cloud: 'arbutus' })).toBe('genomics-web · arbutus');
});

it('holds nothing that Markdown or the UI would read, within 400 bytes, whatever the names are', () => {
  fc.assert(
    fc.property(hostileText, hostileText, hostileText, (ticket, server, cloud) => {
      const summary = recoverySummary({ ticket, server, cloud });
      expect(summary).not.toMatch(/[\\`*[\]{}()<>|~^!#&\n]|:\/\/|www\./);
    }),
  );
});

it('is never empty', () => {
  expect(summaryText(' [] ', 20)).toBe('?');
});
