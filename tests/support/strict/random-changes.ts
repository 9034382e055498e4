import type { PlacedDraft } from "@aperture/engine/dialects/dialect";
import type { BodyChange, DialectEditing } from "@aperture/engine/dialects/editing";
import type { Document } from "@aperture/engine/document/document";
import fc from "fast-check";

/** One thing somebody wants of some block; `where` picks the block, whatever their number. */
export interface Wish {
  readonly kind: "compress" | "edit" | "remove" | "map" | "insert";
  readonly where: number;
  readonly text: string;
}

/** Texts as people, plugins and compressors make them: escapes, halves of characters, JSON, line ends, nothing. */
const texts = fc.oneof(
  fc.string({ minLength: 1, maxLength: 40 }),
  fc.string({ unit: "binary", minLength: 1, maxLength: 40 }),
  fc.constantFrom(
    '{"file_path":"a.ts","n":1.0}',
    "{}",
    '{"output":"wrapped"}',
    "[1,2]",
    '"quoted" \\ \u0000 \u2028 ',
    "half \ud83d",
    "\ufeffbyte order mark",
    "line\n\nline\r\n",
    "</system-reminder>",
    "",
    " \n ",
    "\u00a0",
  ),
  fc.string({ minLength: 1, maxLength: 4 }).map((text) => `long ${text}`.repeat(2_000)),
);

export const wishes: fc.Arbitrary<Wish[]> = fc.array(
  fc.record({
    kind: fc.constantFrom("compress", "edit", "edit", "remove", "map", "insert"),
    where: fc.noBias(fc.integer({ min: 0, max: 999_999 })).map((millionth) => millionth / 1_000_000),
    text: texts,
  }),
  { minLength: 1, maxLength: 24, size: "max" },
);

export interface Planned {
  readonly changes: BodyChange[];
  /** What each draft says then, by its number; absent where nothing is changed. */
  readonly expected: ReadonlyMap<number, (text: string) => string>;
  readonly inserted: readonly { readonly text: string; readonly behind: number }[];
  /** Changes that were refused: each of them alone must throw. */
  readonly refused: readonly BodyChange[];
}

/** The wishes that are legal as changes, and what is to be read afterwards. */
export function planned(
  editing: DialectEditing,
  document: Document,
  drafts: readonly PlacedDraft[],
  wanted: readonly Wish[],
): Planned {
  const changes: BodyChange[] = [];
  const expected = new Map<number, (text: string) => string>();
  const inserted: { text: string; behind: number }[] = [];
  const refused: BodyChange[] = [];
  // Tools are many and always refused: one wish in eight is for any block, the rest for what may be changed.
  const first = Math.max(
    0,
    drafts.findIndex(({ draft }) => draft.kind !== "tool_definition"),
  );
  for (const [order, { kind, where, text: wished }] of wanted.entries()) {
    const from = where < 1 / 8 ? 0 : first;
    const number = Math.floor(where * (drafts.length - from + 1)) - 1 + from;
    const placed = number < from ? null : drafts[number]!;
    const isCall = placed?.draft.role === "tool_use" && order % 2 === 0;
    const text = isCall ? JSON.stringify({ value: wished, list: [wished] }) : wished;
    if (kind === "insert") {
      const said = `ours-${order}: ${text}`;
      const change = { kind, behind: placed, text: said } as const;
      if (editing.refuseInsert(document, placed)) refused.push(change);
      else {
        changes.push(change);
        inserted.push({ text: said.toWellFormed(), behind: number });
      }
      continue;
    }
    if (!placed || expected.has(number)) continue;
    const { draft } = placed;
    if (kind === "map") {
      const word = wordOf(draft.text, where);
      const replace = (said: string): string => said.replaceAll(word, `REDACTED_${order}`);
      const change = { kind: "map-strings", placed, replace } as const;
      if (editing.refuse(draft, "redact")) refused.push(change);
      else if (word !== "") {
        changes.push(change);
        expected.set(number, (said) => (draft.role === "tool_use" ? mapped(said, replace) : replace(said)));
      }
      continue;
    }
    const change = { kind: "replace", placed, text } as const;
    if (editing.refuse(draft, kind, text)) {
      if (isRefusedAnyway(editing, placed, text)) refused.push(change);
      continue;
    }
    changes.push(change);
    expected.set(number, () =>
      draft.role === "tool_use" ? mapped(text, (said) => said.toWellFormed()) : text.toWellFormed(),
    );
  }
  return { changes, expected, inserted, refused };
}

/** A word of letters only, so that no escape or line end is inside. */
function wordOf(text: string, where: number): string {
  const words = text.slice(0, 20_000).match(/[A-Za-z]{5,}/g) ?? [];
  return words[Math.floor(where * 1_000) % Math.max(1, words.length)] ?? "";
}

function isRefusedAnyway(editing: DialectEditing, { draft }: PlacedDraft, text: string): boolean {
  return (["edit", "redact", "remove"] as const).every((action) => editing.refuse(draft, action, text) !== null);
}

/** Every string value of a JSON text through `replace`; of a text that is none, the whole. */
function mapped(json: string, replace: (text: string) => string): string {
  try {
    return JSON.stringify(inner(JSON.parse(json), replace));
  } catch {
    return replace(json);
  }
}

function inner(value: unknown, replace: (text: string) => string): unknown {
  if (typeof value === "string") return replace(value);
  if (Array.isArray(value)) return value.map((each) => inner(each, replace));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, inner(each, replace)]));
}
