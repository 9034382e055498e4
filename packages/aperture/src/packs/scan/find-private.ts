import { lineAt } from "./line-at.ts";
import { personalShapes } from "./secret-shapes.ts";
import { yamlTexts } from "./yaml-texts.ts";

/** Something that may be private and may as well be meant. Shown to the person who exports, who decides. */
export interface PrivateTrace {
  readonly what: string;
  readonly line: number;
  /** What stands there, cut. */
  readonly text: string;
}

const MOST = 50;
const SHOWN = 100;

interface Shape {
  readonly what: string;
  readonly pattern: RegExp;
  readonly isMeant?: (found: string) => boolean;
}

/** Addresses that stand for any machine: this one, none, and those that RFC 5737 and RFC 3849 keep for examples. */
const anyMachine =
  /^(?:127\.|0\.0\.0\.0$|255\.255\.255\.255$|192\.0\.2\.|198\.51\.100\.|203\.0\.113\.|::1?$|2001:db8:)/i;

const shapes: readonly Shape[] = [
  ...personalShapes.map(({ pattern }) => ({ what: "a mail address", pattern })),
  {
    what: "an address in a network",
    pattern: /(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w]|\.\d)/g,
    isMeant: (found) => anyMachine.test(found),
  },
  {
    what: "an address in a network",
    // All eight groups, or fewer around two colons: a time of day is neither.
    pattern:
      /(?<![\w:])(?:(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|(?:[0-9a-f]{1,4}:){1,6}:(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,5})?|::(?:[0-9a-f]{1,4}:){0,6}[0-9a-f]{1,4})(?![\w:])/gi,
    // `a::b` is a path of a program's names far more often than an address.
    isMeant: (found) => anyMachine.test(found) || found.split(/:+/).filter(Boolean).length < 3,
  },
  {
    what: "a host inside of a network",
    // RFC 6762 and RFC 8375, and the words that companies give theirs.
    pattern:
      /(?<![\w.-])(?:[a-z0-9](?:[a-z0-9-]{0,62})\.){1,5}(?:internal|intranet|corp|local|localdomain|lan|private|home\.arpa)\b(?![\w-]|\.\w)/gi,
  },
  {
    what: "words about a password",
    pattern:
      /(?:\b\S{4,100}[ \t]{1,4}(?:is|are|was)[ \t]{1,4}(?:the|my|our|your|its|a)[ \t]{1,4}(?:[\w-]{1,30}[ \t]{1,4}){0,2}(?:password|passphrase|passcode|secret|credentials?|token|login|pin)\b|\b(?:password|passphrase|passcode|secret|credentials?|login|pin)\b[^\n.]{0,40}?[ \t]{1,4}(?:is|are|was)[ \t]{1,4}["'`]?\S{4,100})/gi,
  },
];

/** Mail addresses, addresses and names of machines, and words that tell a password, as the file is written and as YAML reads it; each once. */
export function findPrivate(source: string): PrivateTrace[] {
  const found = new Map<string, PrivateTrace>();
  const texts = [{ text: source, offset: null }, ...yamlTexts(source).map(({ text, offset }) => ({ text, offset }))];
  for (const { text, offset } of texts)
    for (const { what, pattern, isMeant = () => false } of shapes)
      for (const { 0: shown, index } of text.matchAll(pattern)) {
        const key = `${what}\n${shown}`;
        if (isMeant(shown) || found.has(key)) continue;
        found.set(key, { what, line: lineAt(source, offset ?? index), text: shown.slice(0, SHOWN) });
        if (found.size >= MOST) return [...found.values()];
      }
  return [...found.values()];
}
