/** The JSON schema of `recovery.config.yaml`, with the words of its reference page beside each setting. */
import { readFileSync } from 'node:fs';
import { configJsonSchema } from '../../src/config.ts';

interface Schema {
  description?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  [keyword: string]: unknown;
}

/** One row of the table of docs/reference/configuration.md. */
export interface Setting {
  defaultValue: string;
  meaning: string;
}

/** Each row, by the dotted path of its setting; `<name>` stands for any key. */
export function settingsOfPage(markdown: string): Map<string, Setting> {
  const rows = [...markdown.matchAll(/^\| (`[^|]+`) \| ([^|]*) \| ([^|]*) \|$/gm)];
  return new Map(
    rows.flatMap(([, names = '', defaultValue = '', meaning = '']) =>
      [...names.matchAll(/`([^`]+)`/g)].map(([, name = '']) => [
        name,
        { defaultValue: defaultValue.trim(), meaning: meaning.trim() },
      ]),
    ),
  );
}

/** @returns the file that editors read, as text. */
export function describedSchema(): string {
  const page = readFileSync(new URL('../../docs/reference/configuration.md', import.meta.url), 'utf8');
  const settings = settingsOfPage(page);
  const schema = described(configJsonSchema(), '', settings);
  return `${JSON.stringify({ title: 'recovery.config.yaml', ...schema }, null, 2)}\n`;
}

function described(schema: Schema, path: string, settings: ReadonlyMap<string, Setting>): Schema {
  const within = (name: string): string => (path === '' ? name : `${path}.${name}`);
  const { properties, additionalProperties } = schema;
  const meaning = settings.get(path)?.meaning ?? '';
  return {
    ...(meaning === '' ? {} : { description: plain(meaning) }),
    ...schema,
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, inner]) => [name, described(inner, within(name), settings)]),
          ),
        }),
    ...(typeof additionalProperties === 'object'
      ? { additionalProperties: described(additionalProperties, within('<name>'), settings) }
      : {}),
  };
}

/** Editors show it as it is. */
const plain = (markdown: string): string =>
  markdown.replaceAll(/\[([^\]]+)\]\([^)]+\)/g, '$1').replaceAll(/\*\*|`/g, '');
