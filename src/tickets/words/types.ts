/** What the notes say that no mail says, in one language. `page` leads to the recovery; arguments are plain lines. */
interface NoteText {
  subject: string;
  text: string;
}

export interface NoteWords {
  started: (page: string) => NoteText;
  alreadyRunning: (page: string) => NoteText;
  notBegun: (page: string, reason: string) => NoteText;
  asks: (page: string, questions: readonly string[], mend: string | null) => NoteText;
  /** @param lines - who decided, when and why, in the reader's language. */
  decision: (page: string, lines: readonly string[]) => NoteText;
  closed: (page: string) => NoteText;
}
