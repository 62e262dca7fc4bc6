/**
 * What of a page could act: links, HTML, images, mentions, tables or code opened by others. Our own fences, code spans,
 * escapes, and links whose address has nothing in it that Markdown reads, are taken out first.
 */
export function activeMarkup(markdown: string): string | null {
  const fences = markdown.match(/^```$/gm) ?? [];
  if (fences.length % 2 !== 0) return 'an open code fence';
  const prose = markdown
    .replaceAll(/^```\n[^`]*?^```$/gm, '')
    // In one pass: a backslash quotes nothing inside of a code span, and no code span begins at a quoted backtick.
    .replaceAll(/\\[\\`*_{}[\]()#+\-.!:|&<>~^]|`[^`\n]+`/g, '')
    .replaceAll(/\[[^[\]\n]*\]\(https?:\/\/[^\s\\`*_{}[\]()<>|"'~^]+\)/g, '')
    .replaceAll(/&#(64|36|61);/g, '');
  return /[[\]<>`@$]|https?:|www\.|~~|[\p{Cc}\p{Cf}\p{Cs}]/u.exec(prose.replaceAll('\n', ' '))?.[0] ?? null;
}
