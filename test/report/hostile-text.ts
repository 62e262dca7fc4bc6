/** What somebody who wants to harm a reader would call things. */
import fc from 'fast-check';

const ATTACKS = [
  '[click](http://evil.example)',
  '![x](http://evil.example/x.png)',
  '<script>alert(1)</script>',
  'http://evil.example www.evil.example',
  '```\n# heading\n```',
  '`code`',
  '| a | b |\n|---|---|',
  '\u202Egpj.exe',
  '\u001B[31mred\u001B[0m',
  '@everyone',
  '\r\nBcc: spy@example.net',
  '&#60;b&#62;',
  "'; rm -rf / #",
  '𝕏'.repeat(500),
  '\\'.repeat(300),
  '{workflowId}',
  '* a\n* b\n\n---\n\n> q',
];

export const hostileText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(...ATTACKS),
  fc.array(fc.constantFrom(...ATTACKS), { maxLength: 30 }).map((parts) => parts.join('\n')),
);
