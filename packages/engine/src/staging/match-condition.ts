import type { StagedCondition } from "@aperture/sdk";
import { cutStart } from "../compression/cut-text.ts";
import { compileGlob } from "../selectors/glob.ts";
import { compilePattern } from "../selectors/pattern.ts";
import type { ConditionFacts } from "./condition-facts.ts";

/** Characters that a regex is tried on, the newest: the worst patterns take 0.5 µs for each, and the request waits. */
const MOST_SEARCHED = 100_000;

type Test = (facts: ConditionFacts) => boolean;

/** Compiled once per condition: an item keeps its condition for life. */
const compiled = new WeakMap<StagedCondition, Test>();

/** True where an item with this condition goes in now. Throws what `compileCondition` throws. */
export function matchesCondition(condition: StagedCondition, facts: ConditionFacts): boolean {
  let test = compiled.get(condition);
  if (!test) {
    test = compileCondition(condition);
    compiled.set(condition, test);
  }
  return test(facts);
}

/** Throws PatternError or GlobError where the regex or glob cannot be one. */
export function compileCondition(condition: StagedCondition): Test {
  switch (condition.kind) {
    case "always":
      return () => true;
    case "session-start":
      return ({ isFirst }) => isFirst;
    case "regex": {
      const pattern = compilePattern(condition.pattern);
      return ({ fresh }) => searched(fresh).some(pattern);
    }
    case "file-touched": {
      const glob = compileGlob(condition.glob, "path");
      return ({ touched }) => touched.some(glob);
    }
  }
}

/** The newest texts, as much of them as is searched. */
function searched(fresh: readonly string[]): string[] {
  let left = MOST_SEARCHED;
  const texts: string[] = [];
  for (const text of fresh.toReversed()) {
    if (left <= 0) break;
    texts.push(cutStart(text, left));
    left -= text.length;
  }
  return texts;
}
