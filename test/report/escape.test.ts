import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeSpan, codeText, escapeMarkdown } from '../../src/report/escape.ts';
import { plainText } from '../../src/report/plain-text.ts';
import { hostileText } from './hostile-text.ts';

const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/u;
const unescaped = (markdown: string): string => markdown.replaceAll(/\\[\\`*_{}[\]()#+\-.!:|&<>~^]/g, '');

describe('escapeMarkdown', () => {
  it('leaves ordinary words as they are, French ones too', () => {
    expect(escapeMarkdown('Données de l’été 2026', 100)).toBe('Données de l’été 2026');
  });

  it.each([
    ['[click](http://evil.example)', String.raw`\[click\]\(http\://evil\.example\)`],
    ['<b>bold</b>', String.raw`\<b\>bold\</b\>`],
    ['a\r\n# b', String.raw`a \# b`],
    ['@all $x$ ==', '&#64;all &#36;x&#36; &#61;&#61;'],
    ['\u202Egpj.exe\u200B', String.raw`${'\uFFFD'}gpj\.exe${'\uFFFD'}`],
  ])('takes the meaning out of %j', (untrusted, shown) => {
    expect(escapeMarkdown(untrusted, 100)).toBe(shown);
  });

  it('leaves nothing that Markdown or a terminal would act upon, whatever comes in', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 1, max: 300 }), (text, most) => {
        const shown = escapeMarkdown(text, most);
        expect(shown).not.toMatch(INVISIBLE);
        expect(unescaped(shown).replaceAll(/&#(64|36|61);/g, '')).not.toMatch(/[\\`*_{}[\]()#+\-.!:|&<>~^@$=\n\r]/);
      }),
    );
  });

  it('shows at most as many characters as allowed, and marks what it cut', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 1, max: 50 }), (text, most) => {
        const shown = plainText(text, most);
        expect(Array.from(shown).length).toBeLessThanOrEqual(most);
        if (text.length > 4 * most + 4) expect(shown.endsWith('…')).toBe(true);
      }),
    );
  });
});

describe('code', () => {
  it('cannot be closed from inside', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(codeSpan(text, 100)).toMatch(/^`[^`|\n\r]+`$/u);
        expect(codeText(text, 100)).not.toMatch(/`|~~~|[\r\n]/);
      }),
    );
  });
});
