/** What the simulated cloud tells the one who plays the guests' operating systems. */
export interface GuestHost {
  /** Called when the server is ACTIVE, with its user data in base64. The lines go to its console when its simulated boot is done. */
  boot(guest: { serverId: string; name: string; address: string; userData: string; publicKeys: string[] }): string[];
  attached(
    serverId: string,
    volume: { volumeId: string; sizeGib: number; device: string; sourceVolumeId: string | null },
  ): void;
  detached(serverId: string, volumeId: string): void;
  shutdown(serverId: string): void;
}
