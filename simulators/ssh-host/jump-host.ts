/** The way to guests that live on loopback addresses of another container: a host that lets one key through, and no further. */
import { once } from 'node:events';
import { connect } from 'node:net';
import ssh2, { type AuthContext, type TcpipRequestInfo } from 'ssh2';

export interface JumpHostOptions {
  host: string;
  port: number;
  /** Private key of the host, in OpenSSH's format. */
  hostKey: string;
  /** The only public key that may go through, as one line. */
  authorizedKey: string;
}

/** Listens until the process ends. Whoever wants to go elsewhere than to a guest is refused. */
export async function startJumpHost({ host, port, hostKey, authorizedKey }: JumpHostOptions): Promise<void> {
  const server = new ssh2.Server({ hostKeys: [hostKey] }, (connection) => {
    connection
      .on('authentication', (context) => {
        if (isAllowed(context, authorizedKey)) context.accept();
        else context.reject(['publickey']);
      })
      .on('tcpip', (accept, reject, to) => {
        if (to.destIP.startsWith('127.')) goOn(accept, reject, to);
        else reject();
      })
      // A client that goes away in the middle is nothing to a server.
      .on('error', () => undefined);
  });
  server.listen(port, host);
  await once(server, 'listening');
}

function isAllowed(context: AuthContext, authorizedKey: string): boolean {
  if (context.method !== 'publickey') return false;
  const key = ssh2.utils.parseKey(authorizedKey);
  if (key instanceof Error) throw key;
  if (!key.getPublicSSH().equals(context.key.data)) return false;
  if (context.signature === undefined || context.blob === undefined) return true;
  return key.verify(context.blob, context.signature, context.hashAlgo);
}

type Accept = () => ssh2.ServerChannel;

/** The channel opens when the guest answers, as sshd does it: a guest that is not up yet must look like one. */
function goOn(accept: Accept, reject: () => void, { destIP, destPort }: TcpipRequestInfo): void {
  const onward = connect(destPort, destIP);
  onward.once('error', reject).once('connect', () => {
    onward.off('error', reject);
    const channel = accept();
    channel.pipe(onward).pipe(channel);
    onward.on('error', () => channel.destroy());
    channel.on('error', () => onward.destroy()).on('close', () => onward.destroy());
  });
}
