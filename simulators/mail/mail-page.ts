/** A web page that lists the mails of the sink, for the demo and for whoever wants to look at them. */
import fastify from 'fastify';
import { escapeHtml } from '../../src/report/escape-html.ts';
import type { ReceivedMail, SmtpSink } from './smtp-sink.ts';

export interface MailPage {
  url: string;
  close(): Promise<void>;
}

/** @param port - default: a free one. Listens on 127.0.0.1 only. */
export async function startMailPage(sink: SmtpSink, port = 0): Promise<MailPage> {
  const app = fastify();
  app.get('/', (_request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
      .send(page(sink.messages)),
  );
  app.get('/mails.json', () => sink.messages);
  const url = await app.listen({ host: '127.0.0.1', port });
  return { url, close: () => app.close() };
}

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}summary{cursor:pointer;padding:.4rem 0}pre{background:#f4f4f4;padding:1rem;overflow:auto;white-space:pre-wrap}';

/** Mails carry names and labels that intruders chose. */
const page = (mails: readonly ReceivedMail[]): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>Mails (${mails.length})</title><style>${STYLE}</style><h1>Mails</h1>${
    mails.length === 0 ? '<p>No mail yet.</p>' : mails.toReversed().map(entry).join('')
  }</html>`;

function entry(mail: ReceivedMail): string {
  const attachments = mail.attachments.map(
    ({ filename, contentType, content }) =>
      `<h3>${escapeHtml(filename)}</h3>${contentType === 'text/html' ? framed(content) : `<pre>${escapeHtml(content)}</pre>`}`,
  );
  return `<details><summary><strong>${escapeHtml(mail.subject)}</strong><br>to ${escapeHtml(mail.to.join(', '))}, ${escapeHtml(mail.receivedAt)}</summary><pre>${escapeHtml(mail.text)}</pre>${attachments.join('')}</details>`;
}

/** As a mail reader shows it: it runs nothing, whatever is in it. */
const framed = (content: string): string =>
  `<iframe sandbox style="width:100%;height:40rem;border:1px solid #ccc" srcdoc="${escapeHtml(content)}"></iframe>`;
