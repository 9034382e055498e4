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
  if (source.length > LONGEST) throw new PatternError(`a regex has at most ${LONGEST} characters`);
  const automaton = compile(source);
  if (automaton.programSize() > LARGEST)
    throw new PatternError("the regex repeats too much: its automaton would be too large");
  return (text) => automaton.test(text);
}

function compile(source: string): RE2JS {
  try {
    return RE2JS.compile(source);
  } catch (error) {
    const detail = error instanceof Error ? error.message.replace(/^error parsing regexp: /, "") : String(error);
    throw new PatternError(`the regex does not compile: ${detail}`);
  }
}
