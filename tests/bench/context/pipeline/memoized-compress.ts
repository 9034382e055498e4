import type { Compress } from "../../../../packages/engine/src/compression/contract.ts";

type Made = ReturnType<Compress>;

/** Texts made once for all plans that ask for them: it is pure. */
export function memoizedCompress(compress: Compress): Compress {
  const made = new Map<string, Map<string, Made>>();
  return (level, { text, ...facts }) => {
    const ofText = made.get(text) ?? new Map<string, Made>();
    made.set(text, ofText);
    const key = JSON.stringify([level, facts]);
    if (!ofText.has(key)) ofText.set(key, compress(level, { text, ...facts }));
    return ofText.get(key)!;
  };
}
