import type { Redaction } from "@aperture/engine/redaction/contract";
import { redactText } from "@aperture/engine/redaction/redact-text";
import type { OperationResult, RedactBlocks } from "@aperture/sdk";
import type { z } from "zod";
import type { Store } from "../../store/contract.ts";
import { newestSnapshot } from "../look-up/lane-snapshot.ts";
import { carryOut } from "./carry-out.ts";
import type { OperationContext } from "./context.ts";
import type { Call } from "./control-service.ts";
import { findTargets } from "./find-targets.ts";
import { inSlices } from "./in-slices.ts";
import { logInput } from "./log-input.ts";
import { refusalOf, refuse } from "./refusal-of.ts";
import { isTarget, type Target, type Wish } from "./wish.ts";

/** Shorter ones would be found in half of all texts. */
const shortest = 4;

/**
 * Values never leave again in this session, wherever they stand, and answers get them back. The blocks that say them now, in
 * all lanes, are changed with the next request, whatever that costs: this protects.
 */
export async function redactBlocks(
  context: OperationContext,
  input: z.output<typeof RedactBlocks>,
  call: Call,
): Promise<OperationResult> {
  const { store, placeholderFor, hash, now } = context;
  const { session, found, isSingle } = findTargets(store, input);
  const targets = found.filter(isTarget);
  const textOf = ({ block }: Target): string => store.contents.text(block.hash) ?? "";
  const values = [...new Set(input.values ?? targets.map(textOf))].filter((value) => value.length >= shortest);

  const known: Redaction[] = [...store.control.redactions.ofSession(session.n)];
  const added: Redaction[] = [];
  for (const value of values) {
    if (known.some((each) => each.value === value)) continue;
    const redaction = { value, placeholder: placeholderFor(value, session.n, known.length) };
    known.push(redaction);
    added.push(redaction);
  }
  const wanted = known.filter(({ value }) => values.includes(value));

  function wishFor(target: Target): Wish {
    const text = textOf(target);
    const said = redactText(text, wanted);
    if (said === text) return refuse(target, "value_absent", "it does not say any of these values");
    const refusal = refusalOf(context, target, "redact", call);
    if (refusal) return refusal;
    const wording = { kind: "redact" as const, level: "original" as const, text: said, hash: hash(said) };
    return { do: "say", ...target, wording, forced: true };
  }

  const asked = found.map((each): Wish => ("do" in each ? each : wishFor(each)));
  const others = await otherHolders(store, session.n, targets, values);
  const wishes = [...asked, ...others.map(wishFor)];
  return carryOut(context, {
    kind: "redact",
    session,
    input: logInput(input),
    how: { ...input, apply: "now" },
    call,
    isSingle,
    secrets: added,
    wishes,
    // What later blocks say of them is hidden too, even if nothing says them now.
    isWorthLogging: added.length > 0 && wishes.some((wish) => wish.do !== "refuse"),
    also(operation) {
      // It is made of the first words that were said.
      const label = redactText(session.label, known);
      if (label !== session.label) store.sessions.update(session.n, { label });
      for (const { value, placeholder } of added)
        store.control.redactions.insert({
          session: session.n,
          value,
          placeholder,
          operation: operation.n,
          at: now(),
          active: true,
        });
    },
  });
}

/** Blocks beside those asked for that say one of the values now; a text that stands in several lanes is read once. */
async function otherHolders(
  store: Store,
  session: number,
  targets: readonly Target[],
  values: readonly string[],
): Promise<Target[]> {
  const seen = new Set(targets.map(({ block, lane }) => `${lane.lane.n}:${block.n}`));
  const places = store.lanes.ofSession(session).flatMap((record): Target[] => {
    const lane = newestSnapshot(store, record);
    if (!lane) return [];
    const blocks = store.blocks.many([...lane.places.keys()].filter((n) => !seen.has(`${record.n}:${n}`)));
    return blocks.map((block) => ({ block, lane }));
  });
  const hashes = [...new Set(places.map(({ block }) => block.hash))];
  const holding = await inSlices(hashes, (hash) => {
    const text = store.contents.text(hash) ?? "";
    return values.some((value) => text.includes(value));
  });
  const holders = new Set(hashes.filter((_, index) => holding[index]));
  return places.filter(({ block }) => holders.has(block.hash));
}
