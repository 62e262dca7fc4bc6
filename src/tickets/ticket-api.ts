/** What a recovery does with a ticket system: it looks for a note of its own, and adds one. One file here per system. */

export interface TicketNote {
  subject: string;
  /** Plain text: it holds what others wrote, and is quoted or escaped for each system. */
  text: string;
  /** Ends the note, and is what it is found by. */
  marker: string;
}

export interface TicketApi {
  /** True when a note with this marker is on the ticket. */
  has: (ticketId: string, marker: string, signal: AbortSignal) => Promise<boolean>;
  add: (ticketId: string, note: TicketNote, signal: AbortSignal) => Promise<void>;
}

/** How to reach a system, with the account's secrets. */
export interface TicketAccess {
  /** Base address of its API. */
  url: string;
  user: string | null;
  token: string;
  /** GLPI's own second token. */
  appToken: string | null;
  /** True where the owner of the ticket shall read the notes too. */
  isPublic: boolean;
}

/** A ticket system that doesn't do what was asked of it. The message holds no secret and no text of the ticket. */
export class TicketError extends Error {
  override readonly name = 'TicketError';
  /** Null when no answer came. */
  readonly status: number | null;

  constructor(message: string, status: number | null) {
    super(message);
    this.status = status;
  }

  /** An outage passes, and a credential or a right can be mended while we wait; a ticket that is gone stays gone. */
  get mayPass(): boolean {
    return this.status === null || this.status >= 500 || [401, 403, 408, 409, 412, 425, 429].includes(this.status);
  }
}

export const markerOf = (id: string, kind: string): string => `[recovery-note ${id}.${kind}]`;
export const withMarker = ({ text, marker }: TicketNote): string => `${text.trimEnd()}\n\n${marker}`;
