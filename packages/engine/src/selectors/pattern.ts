import { RE2JS } from "re2js";

/** Why a text cannot be a pattern. */
export class PatternError extends Error {}

/** Characters of a pattern; compiling one of this length takes 100 ms at worst (`a{1000}` as often as it fits). */
const LONGEST = 500;
/** Instructions of its automaton. Time to match is text × instructions at worst; 200 KB took 0.1 s with the worst patterns tried. */
const LARGEST = 2_000;

/**
 * A user's regex (RE2 syntax: no look-around, no back-references) as a test whether a text has a match anywhere, in time
 * linear to the text whatever the pattern. Throws PatternError with a sentence for people.
 */
export function compilePattern(source: string): (text: string) => boolean {
  const automaton = bounded(source);
  return (text) => automaton.test(text);
}

/** Characters of a text in which matches are replaced. */
const LONGEST_TEXT = 200_000;
/** Characters by which replacing may lengthen a text, beside doubling it. */
const MOST_ADDED = 2_000;

/**
 * Every match of a pattern by a text, which is taken literally. Answers null where nothing matches, and where it would not be within reason: the
 * text is very long, or would become more than twice as long, or `isLate` says so: a match is found in time linear to the text, but each may look at
 * all of the rest (`a(?s:.*)b|a` on 20 KB of "a" took 4 s). Empty matches (`x*` between any two letters) are none. Throws PatternError.
 */
export function compileReplace(source: string, by: string): (text: string, isLate?: () => boolean) => string | null {
  const automaton = bounded(source);
  return (text, isLate) => {
    if (text.length > LONGEST_TEXT) return null;
    const matcher = automaton.matcher(text);
    const longest = text.length * 2 + MOST_ADDED;
    let made = "";
    let from = 0;
    while (matcher.find()) {
      const start = matcher.start();
      const end = matcher.end();
      if (end === start) continue;
      made += text.slice(from, start) + by;
      from = end;
      if (made.length > longest || isLate?.()) return null;
    }
    made += text.slice(from);
    return made === text || made.length > longest ? null : made;
  };
}

function bounded(source: string): RE2JS {
  if (source.length > LONGEST) throw new PatternError(`a regex has at most ${LONGEST} characters`);
  const automaton = compile(source);
  if (automaton.programSize() > LARGEST)
    throw new PatternError("the regex repeats too much: its automaton would be too large");
  return automaton;
}

function compile(source: string): RE2JS {
  try {
    return RE2JS.compile(source);
  } catch (error) {
    const detail = error instanceof Error ? error.message.replace(/^error parsing regexp: /, "") : String(error);
    throw new PatternError(`the regex does not compile: ${detail}`);
  }
}
