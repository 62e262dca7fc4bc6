import { afterEach, expect, it } from 'vitest';
import { startMailPage, type MailPage } from '../../simulators/mail/mail-page.ts';
import { startSmtpSink, type SmtpSink } from '../../simulators/mail/smtp-sink.ts';
import { createMailer } from '../../src/mail/mailer.ts';

let sink: SmtpSink | undefined;
let page: MailPage | undefined;
afterEach(async () => {
  await page?.close();
  await sink?.close();
});

it('the page lists what arrived, and runs nothing of it', async () => {
  sink = await startSmtpSink();
  page = await startMailPage(sink);
  const mailer = createMailer({ host: sink.host, port: sink.port, security: 'none', from: 'a@example.org' });
  const arrival = sink.waitForMessage(({ to }) => to.includes('b@example.org'), 5000);
  await mailer.send({
    to: 'b@example.org',
    subject: '<script>alert(1)</script>',
    text: 'Label: "><img src=x>',
    messageId: '<1@example.org>',
  });
  await arrival;

  const answer = await fetch(page.url);
  const html = await answer.text();
  expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(html).toContain('&quot;&gt;&lt;img src=x&gt;');
  expect(html).not.toMatch(/<script|<img/);
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
});

it('waiting for a mail that never comes ends with what did arrive', async () => {
  sink = await startSmtpSink();
  await expect(sink.waitForMessage(() => true, 20)).rejects.toThrow('no such mail within 20 ms; arrived: none');
});
