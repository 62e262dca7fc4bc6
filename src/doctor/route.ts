/** The way out of this machine towards an address, as the kernel's routing table has it. */
import { createSocket } from 'node:dgram';
import { BlockList, isIPv6 } from 'node:net';

/** A UDP socket that is connected sends nothing; it only takes the address that it would send from. */
const ANY_PORT = 22;

/** @param cidr - `10.0.0.0/24`. @returns this machine's address towards it; null when there is no route. */
export function sourceTowards(cidr: string): Promise<string | null> {
  const address = firstHost(cidr);
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
  return new Promise((resolve) => {
    const end = (source: string | null): void => {
      socket.close();
      resolve(source);
    };
    // Not by a callback: that is called for a failure, too.
    socket.once('error', () => end(null));
    socket.once('connect', () => end(socket.address().address));
    socket.connect(ANY_PORT, address);
  });
}

/** `.0` is the network itself: to connect there may be refused as a broadcast. */
function firstHost(cidr: string): string {
  const [network = ''] = cidr.split('/');
  if (isIPv6(network)) return network.endsWith('::') ? `${network}1` : network;
  return network.replace(/\.0$/, '.1');
}

export function isWithin(address: string, cidr: string): boolean {
  const [network = '', bits = ''] = cidr.split('/');
  const family = (text: string): 'ipv6' | 'ipv4' => (isIPv6(text) ? 'ipv6' : 'ipv4');
  if (family(address) !== family(network)) return false;
  const block = new BlockList();
  block.addSubnet(network, Number(bits), family(network));
  return block.check(address, family(address));
}
