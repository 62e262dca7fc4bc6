/** A mail server that answers each command with a written line: for what a well-behaved SMTP library refuses to do. */
import { createServer, type Socket } from 'node:net';

/** By command (`greeting`, `EHLO`, `MAIL`, `RCPT`, `DATA`, `text` for the end of the text): a reply, or what happens instead. */
export type Script = Partial<Record<'greeting' | 'EHLO' | 'STARTTLS' | 'MAIL' | 'RCPT' | 'DATA' | 'text', string>>;

const GOOD: Required<Script> = {
  greeting: '220 ready',
  EHLO: '250 hello',
  STARTTLS: '502 what?',
  MAIL: '250 ok',
  RCPT: '250 ok',
  DATA: '354 go on',
  text: '250 kept',
};

export interface ScriptedSmtp {
  port: number;
  close(): Promise<void>;
}

/** A reply of `drop` cuts the connection, `hang` says nothing. */
export async function startScriptedSmtp(script: Script): Promise<ScriptedSmtp> {
  const replies = { ...GOOD, ...script };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    const say = (key: keyof Script): void => {
      const reply = replies[key];
      if (reply === 'drop') socket.destroy();
      else if (reply !== 'hang') socket.write(`${reply}\r\n`);
    };
    let inText = false;
    let buffered = '';
    say('greeting');
    socket.on('data', (chunk: Buffer) => {
      buffered += chunk.toString('latin1');
      for (;;) {
        const end = buffered.indexOf(inText ? '\r\n.\r\n' : '\r\n');
        if (end < 0) return;
        const line = buffered.slice(0, end);
        buffered = buffered.slice(end + (inText ? 5 : 2));
        if (inText) {
          inText = false;
          say('text');
          continue;
        }
        const verb = line.split(/[ :]/)[0]?.toUpperCase() ?? '';
        inText = verb === 'DATA' && replies.DATA.startsWith('354');
        if (verb in replies) say(verb as keyof Script);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
