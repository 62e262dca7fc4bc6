/** Which disks a guest sees, and by which names: its kernel's, which Nova only guesses at. */

import type { AttachedDisk, DiskCase } from './replayed-disks.ts';

export class GuestDisks {
  #attached: AttachedDisk[] = [];
  /** Names of disks of which something is mounted. */
  #mounted = new Set<string>();
  /** Names of disks that went while something of them was mounted: the kernel gives them to no other. */
  #held: string[] = [];

  get attached(): readonly AttachedDisk[] {
    return this.#attached;
  }

  attach(disk: { volumeId: string; sizeGib: number; disk: DiskCase }): void {
    this.#attached.push({ ...disk, name: this.#freeName() });
  }

  /** As a replay leaves the disk. */
  replay(volumeId: string): void {
    for (const disk of this.#attached) if (disk.volumeId === volumeId) disk.isReplayed = true;
  }

  detach(volumeId: string): void {
    const gone = this.#attached.filter((disk) => disk.volumeId === volumeId);
    this.#attached = this.#attached.filter((disk) => disk.volumeId !== volumeId);
    this.#held.push(...gone.map(({ name }) => name).filter((name) => this.#mounted.has(name)));
  }

  /** As the recovery program does it: whatever can be mounted of all of them, and all of it let go. */
  mount(): void {
    this.#mounted = new Set(this.#attached.map(({ name }) => name));
  }

  release(): void {
    this.#mounted.clear();
    this.#held = [];
  }

  #freeName(): string {
    const taken = [...this.#attached.map(({ name }) => name), ...this.#held];
    for (let letter = 'b'.charCodeAt(0); ; letter += 1) {
      const name = `vd${String.fromCharCode(letter)}`;
      if (!taken.includes(name)) return name;
    }
  }
}
