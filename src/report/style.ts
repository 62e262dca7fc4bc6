/** The same page as Markdown or as plain text for a mail: what differs is how things are marked and made safe. */
import { escapeMarkdown, codeSpan } from './escape.ts';
import { plainText } from './plain-text.ts';

export interface TextStyle {
  /** An untrusted text as one safe line of at most `maxLength` visible characters. */
  text: (untrusted: string, maxLength: number) => string;
  /** An identifier or path, likewise safe. */
  code: (untrusted: string, maxLength: number) => string;
  title: (line: string) => string;
  strong: (line: string) => string;
}

export const markdownStyle: TextStyle = {
  text: escapeMarkdown,
  code: codeSpan,
  title: (line) => `# ${line}`,
  strong: (line) => `**${line}**`,
};

export const plainStyle: TextStyle = {
  text: plainText,
  code: plainText,
  title: (line) => line,
  strong: (line) => line,
};
