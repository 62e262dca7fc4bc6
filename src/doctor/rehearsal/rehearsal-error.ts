/** The rehearsal did not come to its end as a recovery should; the message says at what. */
export class RehearsalError extends Error {
  override readonly name = 'RehearsalError';
}
