/** What `npm run lab -- status` shows: services, the compromised servers, and what does not belong. */
import { connectAsAdmin } from './cloud.ts';
import { attachedVolumes, type Inventory, strangers, takeInventory } from './inventory.ts';
import { services } from './lab.ts';
import { allServers, readSeeded } from './seeded.ts';

/** Lines of the services; the cloud itself is asked by {@link cloudStatus}, inside its network. */
export function serviceStatus(): string[] {
  const states = services();
  if (states.size === 0) return ['The lab is not up. `npm run lab -- up` brings it up.'];
  const dead = [...states].filter(([, alive]) => !alive).map(([name]) => name);
  return [
    `${states.size - dead.length} of ${states.size} services run${dead.length > 0 ? `; not running: ${dead.join(', ')}` : ''}`,
  ];
}

export async function cloudStatus(): Promise<string[]> {
  const cloud = await connectAsAdmin();
  const seeded = readSeeded();
  const inventory = await takeInventory(cloud, seeded);
  const lines: string[] = [];
  for (const { id, name, volumeIds } of allServers(seeded)) {
    const server = inventory.servers.find((candidate) => candidate.id === id);
    if (server === undefined) {
      lines.push(`${name}: gone; \`npm run lab -- seed\` makes it again from its volumes`);
      continue;
    }
    const attached = await attachedVolumes(cloud, id);
    const asSeeded = attached.join() === volumeIds.join();
    const lock = server.locked ? `locked (${server.locked_reason ?? 'no reason'})` : 'NOT LOCKED';
    lines.push(`${name}: ${server.status}, ${lock}, ${asSeeded ? 'volumes as seeded' : 'volumes NOT as seeded'}`);
  }
  const extra = describe(strangers(inventory, seeded));
  return [...lines, ...(extra.length > 0 ? ['Not seeded (`npm run lab -- reset` removes them):', ...extra] : [])];
}

/** One line for each thing of an inventory. */
export const describe = (inventory: Inventory): string[] =>
  Object.entries(inventory).flatMap(([kind, items]) =>
    (items as { id: string; name: string | null }[]).map(({ id, name }) => `  ${kind}: ${name ?? ''} ${id}`),
  );
