/** The words of the report's page and of what it shares with the Markdown, in one language. */
import type { LayerKind, LayerVerdictCode, MountVerdict } from '../../contract/inspection.ts';
import type { PlaceKind, TriageKind } from '../../contract/survey.ts';
import type { HandStep } from '../by-hand.ts';
import type { CopyWay } from '../copying.ts';
import type { OwnerNote } from '../owner-notes.ts';

/** Arguments are formatted; whoever puts the words into a page escapes them as a whole. */
export interface PageWords {
  glance: {
    title: string;
    noSystem: string;
    readable: (count: number, of: number) => string;
    data: string;
    problems: string;
    noProblems: string;
    protected: string;
    notProtected: string;
    surveyed: (at: string, seconds: string) => string;
    cut: string;
    file: (path: string) => string;
    failed: (reason: string) => string;
  };
  /** Between a name and what is said of it. */
  colon: string;
  contents: string;
  disks: string;
  picture: {
    described: string;
    kinds: Record<LayerKind, string>;
    legend: Record<'read' | 'partly' | 'unread' | 'nothing' | 'holder' | 'used', string>;
    scale: string;
    columns: readonly [string, string, string, string];
    more: (count: number) => string;
    /** Of what is said of layers only. */
    verdicts: Record<Exclude<LayerVerdictCode, MountVerdict>, string>;
    missing: (what: string) => string;
    collision: (value: string, paths: string) => string;
    ownRecoveryServer: string;
    /** Of what has no name of its own on a disk: a place in an array, and others as src/disk calls them. */
    names: { slot: (number: string) => string; others: Readonly<Record<string, string>> };
  };
  lives: {
    title: string;
    facts: Record<'hostname' | 'architecture' | 'timeZone' | 'firstBoot' | 'lastActive' | 'kernels' | 'root', string>;
    unknown: string;
    users: string;
    userColumns: readonly [string, string, string, string];
    noAccount: string;
    noHome: string;
    places: string;
    placeColumns: readonly [string, string, string, string, string];
    place: Record<PlaceKind, string>;
    atLeast: (size: string) => string;
    files: (count: number) => string;
    folders: string;
    folderColumns: readonly [string, string, string];
    more: (count: number) => string;
    none: string;
  };
  copy: { title: string; intro: string; ways: Record<CopyWay['kind'], string> };
  byHand: { title: string; intro: string; steps: Record<HandStep['kind'], string> };
  notRead: {
    title: string;
    intro: string;
    nothing: string;
    columns: readonly [string, string, string];
    help: Record<LayerVerdictCode, string>;
    missing: (what: string) => string;
    details: string;
  };
  owner: { title: string; intro: string; notes: Record<OwnerNote['kind'], string> };
  triage: {
    title: string;
    intro: string;
    clean: string;
    none: string;
    system: (root: string) => string;
    loose: string;
    columns: readonly [string, string, string, string];
    kinds: Record<TriageKind, { title: string; why: string; count: ((count: number) => string) | null }>;
    packaged: Record<'yes' | 'no', string>;
    more: (count: number) => string;
    ordinary: (count: number) => string;
    rpm: string;
    inFile: (path: string) => string;
  };
  footer: string;
}
