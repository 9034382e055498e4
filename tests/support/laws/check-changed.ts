import { type Json, stringsOf } from "../strict/json.ts";
import { alignUnits } from "./align-units.ts";
import type { SentPrompt } from "./check-cached.ts";
import type { PromptUnit } from "./prompt-units.ts";

/** A change that the store says is in force: what the client's block says (null: a text of ours), and what is said instead. */
export interface KnownChange {
  readonly n: number;
  readonly client: string | null;
  readonly text: string;
}

export interface ChangedInput {
  readonly original: string;
  readonly left: string;
  readonly prompt: SentPrompt;
  readonly known: readonly KnownChange[];
  /** Active ones. */
  readonly redactions: readonly { readonly value: string; readonly placeholder: string }[];
  /** Values by placeholder, ever. */
  readonly placeholders: ReadonlyMap<string, string>;
  /** Raw text of each change as it first left, by change and epoch. */
  readonly frozen: Map<string, string>;
  /** Another one: other redactions. */
  readonly epoch: string;
}

/** What differs from the client's request is what was applied, no more and no less, and everything else is the client's bytes. */
export function checkChanged(input: ChangedInput): void {
  const { prompt, known, placeholders } = input;
  const restored = (text: string): string => {
    let said = text;
    for (const [placeholder, value] of placeholders) said = said.replaceAll(placeholder, value);
    return said;
  };
  const ours = new Set(known.flatMap(({ client, text }) => (client === null ? [restored(text)] : [])));
  const aligned = alignUnits(prompt.client, prompt.left, (text) => ours.has(restored(text)));
  const open = new Set(known.filter(({ client, text }) => client !== text));
  /** The change that made this of what the client says, if any. */
  const take = (client: string | null, left: PromptUnit): boolean => {
    const [change] = [(text: string) => text, canonical].flatMap((form) => {
      const said = (text: string): string => form(restored(text));
      const isClient = (text: string | null): boolean =>
        text === null || client === null ? text === client : said(text) === said(client);
      const fitting = [...open].filter((each) => isClient(each.client) && said(each.text) === said(left.text));
      return sameAsBefore(input, fitting, left) ?? [];
    });
    if (!change) return false;
    open.delete(change);
    freeze(input, change, left);
    return true;
  };
  const isHidden = (client: PromptUnit, left: PromptUnit): boolean =>
    input.redactions.length > 0 && canonical(restored(client.text)) === canonical(restored(left.text));
  for (const unit of aligned.ours) take(null, unit);
  for (const { client, left } of aligned.pairs)
    if (!isSameRaw(client, left) && !take(client.text, left) && !isHidden(client, left))
      throw new Error(`nothing was applied that explains ${left.raw.slice(0, 500)}`);
  // A text that says what the client says, but for what is hidden, may be the client's.
  for (const change of open) if (restored(change.client ?? "") === restored(change.text)) open.delete(change);
  const [missing] = open;
  if (missing) throw new Error(`change-${missing.n} is in force, and did not leave: ${missing.text.slice(0, 500)}`);
  checkLeaks(input);
  checkGaps(input, aligned.ours);
}

/** Blocks that say the same (results that the client cleared) become the same: each is the one that it was before. */
function sameAsBefore(
  { frozen, epoch }: ChangedInput,
  fitting: readonly KnownChange[],
  { raw }: PromptUnit,
): KnownChange | undefined {
  const before = ({ n }: KnownChange): string | undefined => frozen.get(`${n} ${epoch}`);
  return (
    fitting.find((each) => before(each) === raw) ?? fitting.find((each) => before(each) === undefined) ?? fitting[0]
  );
}

/** The frozen bytes: said once, said so ever after. */
function freeze({ frozen, epoch }: ChangedInput, { n }: KnownChange, { raw }: PromptUnit): void {
  const before = frozen.get(`${n} ${epoch}`) ?? raw;
  frozen.set(`${n} ${epoch}`, before);
  // A string beside a text of ours becomes the text of a part, with the same bytes.
  if (!before.includes(raw) && !raw.includes(before))
    throw new Error(`change-${n} was ${before.slice(0, 300)} and is ${raw.slice(0, 300)}`);
}

/** The client's bytes; a text of ours beside a bare string makes it the text of a part. */
function isSameRaw(client: PromptUnit, left: PromptUnit): boolean {
  if (client.raw === left.raw) return true;
  return ["text", "input_text"].some((type) => left.raw === `{"type":"${type}","text":${client.raw}}`);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** A call's arguments are the same however they are spaced. */
function canonical(text: string): string {
  if (!text.startsWith("{") && !text.startsWith("[")) return text;
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text;
  }
}

function checkLeaks({ prompt, redactions }: ChangedInput): void {
  if (redactions.length === 0) return;
  for (const unit of prompt.left) {
    if (unit.kind === "sealed" || unit.kind === "frame") continue;
    // Arguments are what their JSON says, also where it stands in a string.
    const said = unit.kind === "call" && isJson(unit.text) ? unit.text : unit.raw;
    const texts = stringsOf(JSON.parse(said) as Json);
    const leaked = redactions.find(({ value }) => texts.some((text) => text.includes(value)));
    if (leaked) throw new Error(`${leaked.value} leaves in ${unit.raw.slice(0, 2_000)}`);
  }
}

/** Between the parts nothing changes, but where a text of ours was put: a bare string beside it becomes a list. */
function checkGaps({ original, left, prompt }: ChangedInput, ours: readonly PromptUnit[]): void {
  const ordered = (units: readonly PromptUnit[]): PromptUnit[] =>
    units.filter(({ start }) => start >= 0).sort((a, b) => a.start - b.start);
  const sent = ordered(prompt.left);
  const own = new Set(ours);
  let [at, atLeft, next] = [0, 0, 0];
  let isLoose = false;
  for (const unit of [...ordered(prompt.client), null]) {
    while (next < sent.length && own.has(sent[next]!)) {
      isLoose = true;
      next++;
    }
    const mine = sent[next++];
    const isWrapped = (unit?.raw.startsWith('"') && mine?.raw.startsWith("{")) ?? false;
    const before = original.slice(at, unit?.start);
    const behind = left.slice(atLeft, mine?.start);
    if (!isLoose && !isWrapped && before !== behind)
      throw new Error(`between parts: ${before.slice(0, 300)} became ${behind.slice(0, 300)}`);
    [at, atLeft] = [unit?.end ?? 0, mine?.end ?? 0];
    isLoose = isWrapped;
  }
}
