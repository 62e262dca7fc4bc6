/** A cloud that cases are played on: the simulator or the lab. */
import type { Login } from './caller.ts';

/** What no API does: reaching behind the scenes. Each target has its own hands. */
export interface Hands {
  /** Stops a service in mid-air, as a hanging host does; it neither answers nor closes. */
  freeze(service: 'nova-compute' | 'cinder-volume'): Promise<void>;
  thaw(service: 'nova-compute' | 'cinder-volume'): Promise<void>;
  /** The backend of this volume is broken: attaches are accepted, and fail on the host. */
  breakVolume(volumeId: string): Promise<void>;
  /** A token of the member that was good once and has expired since. */
  expiredToken(): Promise<string>;
  /**
   * Waits until the guest of this server says these words on its console. Once it asks for a `login:` it answers ACPI
   * and unplug requests; a server without a system never does.
   */
  awaitGuest(serverId: string, words: string): Promise<void>;
  /** Nothing goes on by itself from now on, where the target can hold it; a real cloud goes on, slowly enough. */
  holdTime(): void;
  letTimePass(): void;
  /** From now on, where the target keeps a journal; null where one has to look. */
  openJournal(): Journal | null;
}

/**
 * @param path - as a course has it.
 * @returns the state in which the resource was when the journal was opened, and every one that came after; null where it has
 * none of the resource.
 */
export type Journal = (path: string) => string[] | null;

/** What exists before the first case, by id. */
export interface Furniture {
  /** Nothing boots from it: a server of it is ACTIVE and deaf within seconds. */
  blankImage: string;
  /** A Debian that boots. */
  systemImage: string;
  /** With a disk of its own. */
  flavor: string;
  /** Enough for {@link systemImage}. */
  systemFlavor: string;
  /** Without a disk: boots from a volume only. */
  volumeFlavor: string;
  /** Larger than any host. */
  hugeFlavor: string;
  network: string;
  /** Gives floating IPs; empty where nothing does. */
  externalNetwork: string;
}

export interface Target {
  name: 'simulator' | 'lab';
  /** `project` is the cases' own: nothing else lives in it. */
  logins: { member: Login; admin: Login; outsider: Login };
  applicationCredential: { id: string; secret: string };
  furniture: Furniture;
  hands: Hands;
  /** Servers that a case has given back as it took them, to be used again by kind; building one takes the lab seconds. */
  idle: Map<string, string[]>;
  /** How long a second of the cloud takes here, for every wait: 1 in a real one. */
  secondsPerSecond: number;
  /** Milliseconds between two looks at a course. */
  lookEveryMs: number;
  close(): Promise<void>;
}
