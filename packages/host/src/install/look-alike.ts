/** A name that people take for another one. */
export interface LookAlike {
  readonly other: string;
  /** `same`: nobody tells them apart at a glance. `near`: one letter more, less or other. */
  readonly how: "same" | "near";
}

/** The known name that this one could be mistaken for, or null: it is known itself, or unlike them all. */
export function lookAlike(name: string, known: Iterable<string>): LookAlike | null {
  let near: string | null = null;
  const skeleton = skeletonOf(name);
  const names = [...known];
  if (names.includes(name)) return null;
  for (const other of names) {
    if (skeletonOf(other) === skeleton) return { other, how: "same" };
    if (near === null && isOneEdit(name, other)) near = other;
  }
  return near === null ? null : { other: near, how: "near" };
}

// Latin, digits and hyphens are all that a name may have here; names of npm's may have more (`_`, `.`), and other programs more still.
const alike: readonly (readonly [RegExp, string])[] = [
  [/[-_.]/g, ""],
  [/0/g, "o"],
  [/[1i|]/g, "l"],
  [/rn/g, "m"],
  [/vv/g, "w"],
  [/5/g, "s"],
];

// Cyrillic and Greek letters that look like Latin ones (Unicode TS 39, confusables.txt; those of lower case).
const foreign = "аaеeоoрpсcуyхxіiјjѕsԁdһhӏlαaοoρpνvιiκkυu";
const latin = new Map(
  [...foreign].flatMap((letter, index, all) => (index % 2 === 0 ? [[letter, all[index + 1]!] as const] : [])),
);

/** What is left when everything is dropped that eyes pass over. */
function skeletonOf(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replaceAll(/[\p{M}\p{Cf}\p{Cc}]/gu, "")
    .toLowerCase();
  const read = [...plain].map((letter) => latin.get(letter) ?? letter).join("");
  return alike.reduce((text, [pattern, by]) => text.replaceAll(pattern, by), read);
}

/** One letter put in, left out, replaced, or two neighbours swapped. Short names are near to too many. */
function isOneEdit(left: string, right: string): boolean {
  if (Math.min(left.length, right.length) < 4 || Math.abs(left.length - right.length) > 1) return false;
  let start = 0;
  while (start < left.length && left[start] === right[start]) start++;
  const rest = (text: string, skip: number): string => text.slice(start + skip);
  return (
    rest(left, 1) === rest(right, 1) ||
    rest(left, 1) === rest(right, 0) ||
    rest(left, 0) === rest(right, 1) ||
    (left[start] === right[start + 1] && left[start + 1] === right[start] && rest(left, 2) === rest(right, 2))
  );
}
