// Numbers and times as a person reads them, in the window's language. `now` is passed in, so that views can tick and tests stand still.

import { locale } from "./index";

const UNITS = ["B", "kB", "MB", "GB", "TB"].map((name, power) => ({ name, size: 1000 ** power }));
const BYTE = { name: "B", size: 1 };

/** Decimal units, three significant figures: `3.42 MB`. */
export function bytes(count: number): string {
  const unit = unitOf(count);
  return unit.size === 1 ? `${count} B` : `${figures(count / unit.size)} ${unit.name}`;
}

/** `12.3 / 48.2 MB`: both in the unit of the whole. */
export function bytesOf(done: number, total: number): string {
  const unit = unitOf(total);
  const whole = total / unit.size;
  return `${figures(done / unit.size, digitsOf(whole))} / ${figures(whole)} ${unit.name}`;
}

export function speed(bytesPerSecond: number): string {
  return `${bytes(bytesPerSecond)}/s`;
}

/** `0:42`, `12:05`, `1:02:09`: a clock that does not jump in width. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (n: number) => String(n).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** `20 Nov 2026, 19:41 GMT+1`: never without a zone. */
export function absolute(time: string, zone?: string): string {
  return new Intl.DateTimeFormat(locale(), {
    dateStyle: "medium",
    timeStyle: "short",
    ...(zone ? { timeZone: zone } : {}),
  })
    .format(new Date(time))
    .concat(" ", zoneName(time, zone));
}

/** Hours, minutes and seconds for a record's lines; the date stands in their heading. */
export function timeOfDay(time: string): string {
  return new Intl.DateTimeFormat(locale(), {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hour12: false,
  }).format(new Date(time));
}

/** `3 minutes ago`. For what is past: a clock that runs ahead of this computer's, such as practice's, makes it "now". */
export function ago(time: string, now: number, style: Intl.RelativeTimeFormatStyle = "long"): string {
  const seconds = Math.min(0, (new Date(time).getTime() - now) / 1000);
  const steps: [Intl.RelativeTimeFormatUnit, number][] = [
    ["day", 86_400],
    ["hour", 3600],
    ["minute", 60],
  ];
  const words = new Intl.RelativeTimeFormat(locale(), { numeric: "auto", style });
  for (const [unit, length] of steps) {
    if (Math.abs(seconds) >= length) return words.format(Math.round(seconds / length), unit);
  }
  return words.format(0, "second");
}

/** Name of a notes language in the window's language: `zh-CN` → `Chinese (China)`. */
export function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames(locale(), { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** Unicode code points, the way stores count notes; line endings are one character. */
export function codePoints(text: string): number {
  return [...text].length;
}

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

/** As a store counts: `characters`, `half-widths` (a hanzi is two) or `bytes` (of UTF-8). */
export function length(text: string, counted: string): number {
  if (counted === "bytes") return new TextEncoder().encode(text).length;
  if (counted === "half-widths") return [...text].reduce((sum, char) => sum + (WIDE.test(char) ? 2 : 1), 0);
  return codePoints(text);
}

/** `GMT+8` of that moment in that zone. */
function zoneName(time: string, zone?: string): string {
  const parts = new Intl.DateTimeFormat(locale(), {
    timeZoneName: "short",
    ...(zone ? { timeZone: zone } : {}),
  }).formatToParts(new Date(time));
  return parts.find((part) => part.type === "timeZoneName")?.value ?? "";
}

function unitOf(count: number): { name: string; size: number } {
  return UNITS.findLast(({ size }) => count >= size * 0.9995) ?? BYTE;
}

function digitsOf(value: number): number {
  return value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
}

function figures(value: number, digits = digitsOf(value)): string {
  return value.toLocaleString(locale(), { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
