import type { BlockSelector } from "../block-selector.ts";

/** Total: a field that is added to the selector does not compile until it is listed here. */
const fields: Record<keyof BlockSelector, true> = {
  role: true,
  zone: true,
  level: true,
  pinned: true,
  toolName: true,
  kind: true,
  origin: true,
  minTokens: true,
  maxTokens: true,
  minAge: true,
  maxAge: true,
  path: true,
  isError: true,
  isNew: true,
  isPending: true,
  isFree: true,
  isEditable: true,
  isReadable: true,
  isWritable: true,
};

/** Throws `TypeError` for a field that selectors do not have: ignored, it would mean every block. */
export function checkSelector(selector: BlockSelector): void {
  for (const field in selector)
    if (!Object.hasOwn(fields, field))
      throw new TypeError(`a selector has no field ${field}; there are ${Object.keys(fields).join(", ")}`);
}
