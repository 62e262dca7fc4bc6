import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../src/contract/recovery-input.ts';
import { reportDocument } from '../../src/report/document.ts';
import { reportHtml } from '../../src/report/html-page.ts';
import { fragment, said } from '../../src/report/page/fragment.ts';
import { hostilePlan, hostileStatus } from './hostile-recovery.ts';
import { hostileText } from './hostile-text.ts';
import { injected, textOf } from './injected.ts';
import { HANDED_OVER, PLAN, RECOVERY_ID, RESULT } from './sample-recovery.ts';

const { report } = HANDED_OVER;
if (report === null) throw new Error('the sample has a report');
const decisions = [HANDED_OVER.decision];
const page = { recoveryId: RECOVERY_ID, plan: PLAN, report, decisions };

describe.each(LANGUAGES)('the page in %s', (language) => {
  const markup = reportHtml({ ...page, language });
  const text = textOf(markup);

  it('is one document that loads nothing and runs nothing', () => {
    expect(markup).toMatch(/^<!doctype html>\s*<html lang="/);
    expect(injected(markup)).toEqual([]);
    expect(markup).not.toMatch(/<script|<link|<img|<iframe|@import|url\(["']?http/i);
  });

  it('shows what was found, where it is, and how to get it', () => {
    for (const words of [
      'genomics-web',
      'Ubuntu 22.04.4 LTS',
      '/recovery/m1',
      'samples',
      'ssh -J cloud@jump.example.org:22 debian@10.66.0.17',
      'recovered/m0-home/',
      'rclone rcat REMOTE:recovered/m0-home.tar',
      'openstack object create recovered m0-home.tar',
      'mount -t ext4 -o ro,noload,nosuid,nodev,noexec "$DISK2-part1" /mnt/recovered/m1',
      'toor /bin/sh',
      '/etc/ld.so.preload',
    ])
      expect(text).toContain(words);
  });

  it('gives every picture a title and a description, and says the same in a table', () => {
    const pictures = markup.match(/<svg[^]*?<\/svg>/g) ?? [];
    expect(pictures).toHaveLength(2);
    for (const picture of pictures) expect(picture).toMatch(/<title id=[^]*<desc id=/);
    expect(text).toMatch(/\/dev\/vdc1 partition 1\s?: ext4 “samples” 499 Gi/);
  });

  it('leaves out the ways in once the recovery server is gone, and tells where the originals are', () => {
    const over = textOf(
      reportHtml({ ...page, report: { ...report, access: null }, volumes: RESULT.volumes, language }),
    );
    expect(over).not.toContain('ssh -J');
    expect(over).toContain('11111111-aaaa-4bbb-8ccc-000000000001');
    expect(over).toContain('blockdev --setro');
  });

  it('knows which survey is of which system, where one of them could not be surveyed', () => {
    const [root, ...others] = report.volumes;
    const { survey } = report;
    if (root === undefined || survey?.kind !== 'surveyed') throw new Error('the sample has both');
    const broken = { ...root, filesystems: [], volumeId: 'broken' };
    const both = textOf(reportHtml({ ...page, report: { ...report, volumes: [broken, root, ...others] }, language }));
    expect(both).toMatch(/Ubuntu 22\.04\.4 LTS \(genomics-web\) Ubuntu 22\.04\.4 LTS \(genomics-web, /);
  });

  it('tells of a survey that failed, and shows the rest', () => {
    const failed = textOf(
      reportHtml({ ...page, report: { ...report, survey: { kind: 'failed', reason: 'no python' } }, language }),
    );
    expect(failed).toContain('no python');
    expect(failed).toContain('/recovery/m1');
  });

  it('holds nothing that others put there, and stays a page, whatever the disks hold', () => {
    fc.assert(
      fc.property(hostilePlan, hostileStatus, hostileText, (plan, status, recoveryId) => {
        if (status.report === null) return;
        const hostile = reportHtml({
          recoveryId,
          plan,
          report: status.report,
          volumes: status.volumes,
          decisions: [status.decision],
          language,
        });
        expect(injected(hostile)).toEqual([]);
        expect(hostile).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}]/u);
        expect(hostile.length).toBeLessThan(500_000);
      }),
    );
  });
});

describe('the JSON', () => {
  it('has a version, and is less than 100 kB', () => {
    const document = reportDocument(page);
    expect(document).toMatchObject({ schemaVersion: 1, recoveryId: RECOVERY_ID, server: { name: 'genomics-web' } });
    expect(Buffer.byteLength(JSON.stringify(document))).toBeLessThan(100_000);
  });

  it('names what could not be read, and what the owner should know', () => {
    const { notRead, tellOwner } = reportDocument(page);
    expect(notRead).toMatchObject([{ what: '/dev/vdc2', verdict: 'encrypted', type: 'crypto_LUKS' }]);
    expect(tellOwner.map(({ kind }) => kind)).toEqual([
      'newest-missing',
      'encrypted',
      'databases',
      'containers',
      'keys',
      'secrets',
      'programs',
    ]);
  });
});

describe('a fragment', () => {
  it('takes everything that is put into it for text, in elements and attributes', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const { markup } = fragment`<p class="${text}">${text}</p>`;
        expect(markup.slice(3, -4)).not.toMatch(/<|>(?!&|[^"]*$)/);
        expect(markup.match(/"/g)).toHaveLength(2);
      }),
    );
  });

  it('takes words of ours with their code and their weight, and nothing else of markup', () => {
    expect(said('`a<b` **c** « d » : e').markup).toBe(
      '<code>a&lt;b</code> <strong>c</strong> «\u00A0d\u00A0»\u00A0: e',
    );
  });
});
