interface State {
  /** How much further one comes without a character. */
  readonly skips: readonly number[];
  /** How much further with this one; nothing: it is no match. */
  step(character: string): readonly number[];
}

/**
 * A glob as a test of paths, in time pattern × path whatever the pattern: all states are followed at once, nothing is tried
 * twice. `**` is any text, `*` any text without `/`, `?` one character but `/`; nothing else is special. It matches the whole
 * path or an end of it behind a `/`; one that starts with `/` the whole path; one that ends with `/` everything below.
 */
export function pathGlob(pattern: string): (path: string) => boolean {
  const states = statesOf(pattern.replaceAll("\\", "/").replace(/\/$/, "/**"));
  return (path) => {
    let active = new Set<number>();
    enter(states, 0, active);
    for (const character of path.replaceAll("\\", "/")) {
      const next = new Set<number>();
      for (const index of active)
        for (const further of states[index]?.step(character) ?? []) enter(states, index + further, next);
      if (next.size === 0) return false;
      active = next;
    }
    return active.has(states.length);
  };
}

function enter(states: readonly State[], index: number, into: Set<number>): void {
  if (into.has(index)) return;
  into.add(index);
  for (const further of states[index]?.skips ?? []) enter(states, index + further, into);
}

function statesOf(glob: string): State[] {
  const states: State[] = glob.startsWith("/") ? [] : [...folders];
  const characters = [...glob];
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at]!;
    if (character === "?") states.push(one);
    else if (character !== "*") states.push({ skips: [], step: (given) => (given === character ? [1] : []) });
    else {
      const isDeep = characters[at + 1] === "*";
      const opensSegment = at === 0 || characters[at - 1] === "/";
      while (characters[at + 1] === "*") at++;
      // `a/**/b` is also `a/b`.
      if (isDeep && opensSegment && characters[at + 1] === "/") {
        at++;
        states.push(...folders);
      } else states.push(isDeep ? deep : star);
    }
  }
  return states;
}

const one: State = { skips: [], step: (character) => (character === "/" ? [] : [1]) };
const star: State = { skips: [1], step: (character) => (character === "/" ? [] : [0]) };
const deep: State = { skips: [1], step: () => [0] };
/** `(?:.*\/)?`: passed at once, or left behind a `/`. */
const folders: readonly State[] = [
  { skips: [1, 2], step: () => [] },
  { skips: [], step: (character) => (character === "/" ? [0, 1] : [0]) },
];
