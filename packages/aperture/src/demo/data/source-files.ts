/** src/parsers/month-and-day.ts before the fix; the mistake is in its last lines. */
export const monthAndDay = `import type { Day } from "../day.ts";
import { monthNumber } from "../names/months.ts";

/**
 * "31 March", "March 31", "31st of march", "12. April", "12.4." and "4/12" (month first, as in the United States).
 * Without a year the next such day is meant: on 1 April, "31 March" is next year's.
 */
const dayFirst = /^(\\d{1,2})(?:st|nd|rd|th|\\.)?\\s+(?:of\\s+)?(\\p{L}+)\\.?(?:,?\\s+(\\d{4}))?$/iu;
const monthFirst = /^(\\p{L}+)\\.?\\s+(\\d{1,2})(?:st|nd|rd|th)?(?:,?\\s+(\\d{4}))?$/iu;
const dotted = /^(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4})?$/;
const slashed = /^(\\d{1,2})\\/(\\d{1,2})(?:\\/(\\d{4}))?$/;

export function parseMonthAndDay(text: string, now: Date): Day | undefined {
  const words = text.trim();
  const parts = readDayFirst(words) ?? readMonthFirst(words) ?? readDotted(words) ?? readSlashed(words);
  if (!parts) return undefined;
  const { day, month, year } = parts;
  if (day < 1 || day > daysIn(month, year ?? now.getFullYear())) return undefined;
  if (year !== undefined) return { year, month, day };
  return nextSuchDay(month, day, now);
}

interface Parts {
  day: number;
  month: number;
  year: number | undefined;
}

function readDayFirst(words: string): Parts | undefined {
  const match = dayFirst.exec(words);
  if (!match) return undefined;
  const month = monthNumber(match[2]!);
  return month ? { day: Number(match[1]), month, year: yearOf(match[3]) } : undefined;
}

function readMonthFirst(words: string): Parts | undefined {
  const match = monthFirst.exec(words);
  if (!match) return undefined;
  const month = monthNumber(match[1]!);
  return month ? { day: Number(match[2]), month, year: yearOf(match[3]) } : undefined;
}

function readDotted(words: string): Parts | undefined {
  const match = dotted.exec(words);
  return match ? { day: Number(match[1]), month: Number(match[2]), year: yearOf(match[3]) } : undefined;
}

function readSlashed(words: string): Parts | undefined {
  const match = slashed.exec(words);
  return match ? { day: Number(match[2]), month: Number(match[1]), year: yearOf(match[3]) } : undefined;
}

const yearOf = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));

/** Days of a month; day 0 of the next month is the last one of this. */
const daysIn = (month: number, year: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

/** This year's day if it is still to come, else next year's. */
function nextSuchDay(month: number, day: number, now: Date): Day {
  const thisYear = new Date(now.getFullYear(), month - 1, day);
  const candidate = thisYear < now ? new Date(now.getFullYear() + 1, month - 1, day) : thisYear;
  const [year, m, d] = candidate.toISOString().slice(0, 10).split("-").map(Number);
  return { year: year!, month: m!, day: d! };
}
`;

/** A neighbour that does it right. */
export const weekday = `import { addDays, type Day, dayOf, weekdayOf } from "../day.ts";
import { weekdayNumber } from "../names/weekdays.ts";

/**
 * "friday", "next friday", "this friday", "friday week".
 * "friday" and "this friday" are the next Friday to come, today included; "next friday" is the one in the week that follows.
 */
const pattern = /^(?:(this|next)\\s+)?(\\p{L}+)(\\s+week)?$/iu;

export function parseWeekday(text: string, now: Date, timeZone: string): Day | undefined {
  const match = pattern.exec(text.trim());
  if (!match) return undefined;
  const wanted = weekdayNumber(match[2]!);
  if (wanted === undefined) return undefined;
  const today = dayOf(now, timeZone);
  const ahead = (wanted - weekdayOf(today) + 7) % 7;
  const extra = match[1]?.toLowerCase() === "next" || match[3] ? 7 : 0;
  return addDays(today, ahead + extra);
}
`;

export const dayFile = `/** A calendar day. It has no time and no time zone: 31 March is 31 March everywhere. */
export interface Day {
  readonly year: number;
  /** 1 to 12 */
  readonly month: number;
  /** 1 to 31 */
  readonly day: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** The day that an instant falls on in a time zone. Throws RangeError for a zone that the platform does not know. */
export function dayOf(instant: Date, timeZone: string): Day {
  let format = formats.get(timeZone);
  if (!format) {
    // Making one costs 40 µs, asking one 1 µs; there are about 400 zones, so the map stays small.
    format = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
    formats.set(timeZone, format);
  }
  const [year, month, day] = format.format(instant).split("-").map(Number);
  return { year: year!, month: month!, day: day! };
}

/** Days since 1 January 1970. Whole days have no daylight saving time, so this is exact. */
const numberOf = ({ year, month, day }: Day): number => Math.round(Date.UTC(year, month - 1, day) / 86_400_000);

const fromNumber = (number: number): Day => {
  const date = new Date(number * 86_400_000);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
};

export const addDays = (day: Day, days: number): Day => fromNumber(numberOf(day) + days);

/** 0 is Sunday. */
export const weekdayOf = (day: Day): number => (((numberOf(day) + 4) % 7) + 7) % 7;

/** Negative when left is earlier. */
export const compareDays = (left: Day, right: Day): number => numberOf(left) - numberOf(right);

/** 2026-03-31 */
export const formatDay = ({ year, month, day }: Day): string =>
  \`\${String(year).padStart(4, "0")}-\${String(month).padStart(2, "0")}-\${String(day).padStart(2, "0")}\`;
`;

export const parsersIndex = `import type { Day } from "../day.ts";
import { parseInSomeTime } from "./in-some-time.ts";
import { parseIso } from "./iso.ts";
import { parseMonthAndDay } from "./month-and-day.ts";
import { parseTodayAndTomorrow } from "./today-and-tomorrow.ts";
import { parseWeekday } from "./weekday.ts";

export type Parser = (text: string, now: Date, timeZone: string) => Day | undefined;

/** Tried from top to bottom. What is written most exactly comes first: "12.4." must never be read as a weekday. */
export const parsers: readonly Parser[] = [
  parseIso,
  parseMonthAndDay,
  parseTodayAndTomorrow,
  parseInSomeTime,
  parseWeekday,
];
`;

export const fixedEnding = {
  before: `/** This year's day if it is still to come, else next year's. */
function nextSuchDay(month: number, day: number, now: Date): Day {
  const thisYear = new Date(now.getFullYear(), month - 1, day);
  const candidate = thisYear < now ? new Date(now.getFullYear() + 1, month - 1, day) : thisYear;
  const [year, m, d] = candidate.toISOString().slice(0, 10).split("-").map(Number);
  return { year: year!, month: m!, day: d! };
}`,
  after: `/** This year's day if it is today or still to come, else next year's. Days are compared as days: a Date would drag its zone in. */
function nextSuchDay(month: number, day: number, today: Day): Day {
  const thisYear = { year: today.year, month, day };
  return compareDays(thisYear, today) < 0 ? { ...thisYear, year: today.year + 1 } : thisYear;
}`,
} as const;
