/** A real sshd on loopback that remembers who came how far, and hands commands to a real shell as sshd(8) does. */
import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import ssh2, { type AuthContext, type ServerChannel, type TcpipRequestInfo } from 'ssh2';

export interface SshdOptions {
  /** Private host keys. */
  hostKeys: readonly string[];
  /** The only public key that may log in, `type base64`. */
  authorizedKey: string;
  /** Takes requests to go on to another host, and never answers them. */
  silentForwarding?: boolean;
}

/** `asked`: an authentication was tried, the first one that says no more than a name included. */
type SshdEvent = 'connected' | 'asked' | 'command' | 'forward' | 'disconnected';

export interface SmallSshd {
  port: number;
  /** What happened until now, in order. */
  events: readonly SshdEvent[];
  /** Users that were let in. */
  users: readonly string[];
  /** Returns at once when it has happened already. */
  happened(event: SshdEvent): Promise<void>;
  /** Resets every connection, as a crashed host does. */
  reset(): void;
  /** Ends every connection in good order, as a host that shuts down does. */
  hangUp(): void;
  close(): Promise<void>;
}

export async function startSmallSshd(options: SshdOptions): Promise<SmallSshd> {
  const events: SshdEvent[] = [];
  const users: string[] = [];
  const bell = new EventEmitter();
  const note = (event: SshdEvent): void => {
    events.push(event);
    bell.emit(event);
  };
  const programs = new Set<ChildProcess>();
  const ssh = new ssh2.Server({ hostKeys: [...options.hostKeys] }, (connection) => {
    connection
      .on('authentication', (context) => {
        note('asked');
        if (!isAllowed(context, options.authorizedKey)) {
          context.reject(['publickey']);
          return;
        }
        if (context.method === 'publickey' && context.signature !== undefined) users.push(context.username);
        context.accept();
      })
      .on('session', (accept) => {
        accept().on('exec', (acceptExec, _reject, { command }) => {
          note('command');
          programs.add(runInShell(command, acceptExec()));
        });
      })
      .on('tcpip', (accept, _reject, to) => {
        note('forward');
        if (options.silentForwarding !== true) goOn(accept(), to);
      })
      // A client that goes away in the middle is nothing to a server.
      .on('error', () => undefined);
  });
  const sockets = new Set<Socket>();
  const listener = createServer((socket) => {
    sockets.add(socket);
    note('connected');
    socket.on('close', () => {
      sockets.delete(socket);
      note('disconnected');
    });
    ssh.injectSocket(socket);
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');

  return {
    port: (listener.address() as AddressInfo).port,
    events,
    users,
    async happened(event) {
      if (!events.includes(event)) await once(bell, event);
    },
    reset() {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    hangUp() {
      for (const socket of sockets) socket.end();
    },
    async close() {
      for (const program of programs) program.kill('SIGKILL');
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}

function isAllowed(context: AuthContext, authorizedKey: string): boolean {
  if (context.method !== 'publickey') return false;
  const key = ssh2.utils.parseKey(authorizedKey);
  if (key instanceof Error) throw key;
  if (!key.getPublicSSH().equals(context.key.data)) return false;
  if (context.signature === undefined || context.blob === undefined) return true;
  return key.verify(context.blob, context.signature, context.hashAlgo);
}

function runInShell(line: string, channel: ServerChannel): ChildProcess {
  const program = spawn('sh', ['-c', line]);
  channel.pipe(program.stdin);
  // A program need not read what it is given, nor a client stay until it has read what it is told.
  for (const stream of [program.stdin, channel, channel.stderr]) stream.on('error', () => undefined);
  program.stdout.pipe(channel, { end: false });
  program.stderr.pipe(channel.stderr, { end: false });
  program.on('close', (code, signal) => {
    if (code === null) channel.exit(signal?.replace('SIG', '') ?? 'KILL');
    else channel.exit(code);
    channel.end();
  });
  channel.on('close', () => program.kill('SIGKILL'));
  return program;
}

function goOn(channel: ServerChannel, { destIP, destPort }: TcpipRequestInfo): void {
  const onward = connect(destPort, destIP);
  channel.pipe(onward).pipe(channel);
  onward.on('error', () => channel.destroy());
  channel.on('error', () => onward.destroy()).on('close', () => onward.destroy());
}
