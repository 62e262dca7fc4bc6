/** Refusals in the words and shapes of the recorded cloud. */

/** Thrown by a route; the server writes it. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Record<string, string>;

  constructor(status: number, body: unknown, headers: Record<string, string> = {}) {
    super(JSON.stringify(body));
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

const fault =
  (status: number, kind: string) =>
  (message: string): Refusal =>
    new Refusal(status, { [kind]: { code: status, message } });

export const badRequest = fault(400, 'badRequest');
export const forbidden = fault(403, 'forbidden');
export const notFound = fault(404, 'itemNotFound');
export const conflicting = fault(409, 'conflictingRequest');
export const unauthorized = (headers: Record<string, string> = {}): Refusal =>
  new Refusal(
    401,
    { error: { code: 401, title: 'Unauthorized', message: 'The request you have made requires authentication.' } },
    headers,
  );
/** Keystone has one word for what it does not have; an application credential too, at the login. */
export const keystoneNotFound = (message: string): Refusal =>
  new Refusal(404, { error: { code: 404, message, title: 'Not Found' } });
/** Cinder's quota: 413 with "Retry-After: 0" (recorded 81). */
export const overLimit = (message: string): Refusal =>
  new Refusal(413, { overLimit: { code: 413, message, retryAfter: '0' } }, { 'retry-after': '0' });
export const neutronError = (status: number, type: string, message: string): Refusal =>
  new Refusal(status, { NeutronError: { type, message, detail: '' } });
export const policy = (rule: string): Refusal => forbidden(`Policy doesn't allow ${rule} to be performed.`);
/** Glance speaks through its web framework, in half an HTML page (recorded 04). */
export const glanceError = (status: number, title: string, explanation: string): Refusal =>
  new Refusal(status, { message: `${explanation}<br /><br />\n\n\n`, code: `${String(status)} ${title}`, title });
/** Where a path leads nowhere: a router answers in the words of the web framework (oslo.service wsgi.py, Router). */
export const noSuchPath = (): Refusal => glanceError(404, 'Not Found', 'The resource could not be found.');
/** The one refusal without a request id. */
export const glanceUnauthorized = (): Refusal =>
  glanceError(
    401,
    'Unauthorized',
    'This server could not verify that you are authorized to access the document you requested. Either you supplied the wrong credentials (e.g., bad password), or your browser does not understand how to supply the credentials required.',
  );
/** What the API makes of a service behind it that does not answer (recorded 78). */
export const messagingTimeout = (): Refusal =>
  new Refusal(500, {
    computeFault: {
      code: 500,
      message:
        "Unexpected API Error. Please report this at http://bugs.launchpad.net/nova/ and attach the Nova API log if possible.\n<class 'oslo_messaging.exceptions.MessagingTimeout'>",
    },
  });
/** Never a success that isn't one. */
export const notSimulated = (what: string): Refusal =>
  new Refusal(501, { notImplemented: { code: 501, message: `The simulator does not know ${what}.` } });
