/** Numbers and times as people read them. No `Intl`: its data differ between Node versions, snapshots would too. */
import type { Language } from '../contract/recovery-input.ts';

const UNITS = {
  en: ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'],
  fr: ['o', 'Kio', 'Mio', 'Gio', 'Tio', 'Pio'],
} as const satisfies Record<Language, readonly string[]>;

/** `1.5 GiB`, `1,5 Gio`: binary units, one decimal below ten. */
export function formatSize(bytes: number, language: Language): string {
  const units = UNITS[language];
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 1023.5 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  // Number() drops the zero of `1.0`.
  const number = String(Number(value.toFixed(value < 9.95 ? 1 : 0)));
  return `${language === 'fr' ? number.replace('.', ',') : number} ${units[unit] ?? ''}`;
}

export const formatGib = (gib: number, language: Language): string => formatSize(gib * 1024 ** 3, language);

/** `2026-11-23 08:37 UTC`, the same in both languages; `?` when it is no ISO 8601 time, whatever it is instead. */
export function formatInstant(iso: string): string {
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})/.exec(iso);
  return match === null ? '?' : `${match[1] ?? ''} ${match[2] ?? ''} UTC`;
}

const SPANS = [
  [86_400, { en: ['day', 'days'], fr: ['jour', 'jours'] }],
  [3600, { en: ['hour', 'hours'], fr: ['heure', 'heures'] }],
  [60, { en: ['minute', 'minutes'], fr: ['minute', 'minutes'] }],
] as const;

/** `3 days`, `1 heure`: the largest unit that fits, rounded down; under a minute counts as none. */
export function formatElapsed(sinceIso: string, nowIso: string, language: Language): string | null {
  const seconds = (Date.parse(nowIso) - Date.parse(sinceIso)) / 1000;
  const span = SPANS.find(([length]) => seconds >= length);
  if (span === undefined) return null;
  const [length, names] = span;
  const count = Math.floor(seconds / length);
  return `${count} ${names[language][count > 1 ? 1 : 0]}`;
}

/** `45 s`, `3 min`, `1 h 25 min`: what a person plans by, the same in both languages; long ones are rounded to five minutes. */
export function formatSeconds(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const rest = Math.round((minutes % 60) / 5) * 5;
  const hours = Math.floor(minutes / 60) + (rest === 60 ? 1 : 0);
  return rest % 60 === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

/** `0.4 s`, `2 min`, `3 h 10 min`, `12 days`: how long something took. `?` when it is no number. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (!Number.isFinite(seconds)) return '?';
  if (seconds < 9.95) return `${String(Number(seconds.toFixed(1)))} s`;
  return seconds < 172_800 ? formatSeconds(seconds) : `${Math.round(seconds / 86_400)} days`;
}
