// Numbers and times as a person reads them, in the window's language. `now` is passed in, so that views can tick and tests stand still.

import { locale } from "./index";

const UNITS = ["B", "kB", "MB", "GB", "TB"];

/** Decimal units, three significant figures: `3.42 MB`. */
export function bytes(count: number): string {
  let value = count;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toLocaleString(locale(), { minimumFractionDigits: digits, maximumFractionDigits: digits })} ${UNITS[unit]}`;
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

/** `3 minutes ago`. */
export function ago(time: string, now: number): string {
  const seconds = (new Date(time).getTime() - now) / 1000;
  const steps: [Intl.RelativeTimeFormatUnit, number][] = [
    ["day", 86_400],
    ["hour", 3600],
    ["minute", 60],
  ];
  const words = new Intl.RelativeTimeFormat(locale(), { numeric: "auto" });
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

/** `GMT+8` of that moment in that zone. */
function zoneName(time: string, zone?: string): string {
  const parts = new Intl.DateTimeFormat(locale(), {
    timeZoneName: "short",
    ...(zone ? { timeZone: zone } : {}),
  }).formatToParts(new Date(time));
  return parts.find((part) => part.type === "timeZoneName")?.value ?? "";
}
