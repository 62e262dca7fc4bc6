/** What a volume goes through, where several cases watch for it. */

/** Cinder has the attachment a moment before it says `in-use`; hardly ever seen. */
export const ATTACHED = ['reserved?', 'attaching?', 'attaching attached?', 'in-use attached'];
