const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** `untrusted` as text of HTML, or as an attribute's value in quotes: nothing in it is markup. */
export const escapeHtml = (untrusted: string): string =>
  untrusted.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
