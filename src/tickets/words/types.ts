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
  decision: (page: string, decision: { by: string; reason: string | null; at: string } | null) => NoteText;
  closed: (page: string) => NoteText;
}
