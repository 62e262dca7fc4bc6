/**
 * The template: a run that ends at once and is there to be copied. The Temporal UI's start form takes its input from an
 * earlier run, and from nowhere else, so a link to a prefilled form needs one.
 */

/**
 * Started under this id by a person who left it as the form had it, a recovery goes on elsewhere at once, so that the
 * next person can do the same.
 */
export const TEMPLATE_WORKFLOW_ID = 'recover-server-data:template';

/** Memo that makes a run a template. The form can't set a memo, so nothing that a person starts is taken for one. */
export const TEMPLATE_MEMO = { template: true } as const;

/** What the form is prefilled with; what stays empty is left out. */
export const TEMPLATE_INPUT = {
  '//': 'Only the server is needed: its id, name, a volume, an address, or a known ticket. Leave empty what you do not know.',
  server: '',
  ticket: { id: '', url: '' },
  requestedBy: '',
  confirmation: { by: '', reason: '' },
  owner: { name: '', email: '', language: '' },
} as const;
