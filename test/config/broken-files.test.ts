/** Ten faulty configuration files and what is printed for each: the page docs/reference/configuration-faults.md shows both. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, parseConfig } from '../../src/config.ts';

const FOLDER = path.join(import.meta.dirname, 'broken-files');
const FILES = readdirSync(FOLDER).toSorted();
const yamlOf = (file: string): string => readFileSync(path.join(FOLDER, file), 'utf8');

function faultsOf(yaml: string): string[] {
  try {
    parseConfig(yaml, 'recovery.config.yaml');
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n');
    throw error;
  }
  throw new Error('was accepted');
}

const section = (file: string): string => {
  const title = file
    .replace('.yaml', '')
    .replaceAll('-', ' ')
    .replace(/^./, (letter) => letter.toUpperCase());
  return `## ${title}\n\n\`\`\`yaml\n${yamlOf(file).trimEnd()}\n\`\`\`\n\n\`\`\`\n${faultsOf(yamlOf(file)).join('\n')}\n\`\`\`\n`;
};

const INTRODUCTION = `# What is printed for a faulty configuration

All faults are told at once, in the order of the file: file, line, path, what was expected and what was received, and the name that is probably meant. Nothing is started. A test writes this page.
`;

describe('a faulty configuration', () => {
  it('is told in ten examples', async () => {
    expect(FILES).toHaveLength(10);
    await expect([INTRODUCTION, ...FILES.map(section)].join('\n')).toMatchFileSnapshot(
      '../../docs/reference/configuration-faults.md',
    );
  });

  it.each(FILES)('%s: each line has file, line and path', (file) => {
    const lines = yamlOf(file).split('\n').length;
    for (const fault of faultsOf(yamlOf(file))) {
      const [, line, place] = /^recovery\.config\.yaml:(\d+): ([^:]+): ./.exec(fault) ?? [];
      expect(Number(line)).toBeGreaterThan(0);
      expect(Number(line)).toBeLessThanOrEqual(lines);
      expect(place).toBeTruthy();
    }
  });

  it('never shows what stands under a name that is no setting: it may be a password', () => {
    expect(FILES.map((file) => faultsOf(yamlOf(file)).join('\n')).join('\n')).not.toContain('hunter2');
  });

  it('points at the line of the value, deep in a list too', () => {
    const yaml = `${yamlOf('a-misspelt-setting.yaml').replace('sshfrom: [192.0.2.10/32]', 'sshFrom: [192.0.2.0/24]')}
tickets:
  helpdesk:
    system: zammad
    secretFiles: [a]
    startOn:
      tags: [x]
      events:
        - created
        - closed
`;
    expect(faultsOf(yaml)).toEqual([
      'recovery.config.yaml:20: tickets.helpdesk.startOn.events[1]: expected one of created, updated, replied, received "closed"',
    ]);
  });

  it('that is empty, or no map, is told too', () => {
    expect(faultsOf('')).toEqual(['recovery.config.yaml:1: the whole: expected a map of settings, received nothing']);
    expect(faultsOf('- a\n')).toEqual([
      'recovery.config.yaml:1: the whole: expected a map of settings, received a list',
    ]);
  });
});
