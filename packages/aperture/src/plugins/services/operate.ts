import type { GrantedIn, OperationCallName } from "@aperture/host/host/services";
import {
  ApertureError,
  type CapabilityRead,
  type OperationItem,
  type OperationResult,
  type WriteField,
} from "@aperture/sdk";
import { hideValues } from "../../control/look-up/hide-values.ts";
import { idOf } from "../../control/look-up/ids.ts";
import type { Call, ControlService } from "../../control/operations/control-service.ts";
import { blockPlace, type SessionPlace, sessionPlace } from "./find-place.ts";
import { checkWrites, deny, readsEverything } from "./scope.ts";
import type { ServicesContext } from "./services-context.ts";
import { splitTargets } from "./split-targets.ts";

type Input = CapabilityRead<OperationCallName>;

/** What each operation takes. Restoring is for what the plugin itself did: any permission to write will do. */
const fieldOf: Readonly<Record<OperationCallName, WriteField | null>> = {
  "blocks.compress": "level",
  "blocks.edit": "content",
  "blocks.remove": "remove",
  "blocks.pin": "pin",
  "blocks.move": "zone",
  "blocks.insert": "insert",
  "blocks.redact": "redact",
  "blocks.restore": null,
};

/**
 * An operation of a plugin, signed with its name: when it is free or pays, never forced. Blocks out of its reach, and what the user decided
 * about, are refused one by one. What it answers tells no text that the plugin may not read.
 */
export async function operate(
  context: ServicesContext,
  actor: string,
  name: OperationCallName,
  input: Input,
  granted: GrantedIn,
): Promise<OperationResult> {
  const place = placeOf(context, actor, input, granted);
  if (!place) throw new ApertureError("no_session");
  const { scope, session } = place;
  const field = fieldOf[name];
  if (field) checkWrites(scope, field);
  else if ((scope.granted.blocks?.write ?? []).length === 0) deny(scope, "blocks.write");
  // Whether a text holds a value could be read off what comes of it. Which blocks it is done to is looked at below.
  if (("values" in input && input.values) || ("keep" in input && input.keep))
    if (scope.granted.blocks?.read !== "content") deny(scope, "blocks.read:content");
  const asked = { ...input, session: idOf("session", session.n), apply: "when-free" as const };
  const call: Call = { actor, isTrusted: false };
  const { operations } = context.control;
  if (name === "blocks.insert") {
    const split =
      "behind" in input && input.behind ? splitTargets(context, place, name, { ids: [input.behind] }) : null;
    if (split && split.refused.length > 0) return answer([], split.refused, input.dryRun);
    return shown(context, place, await operations.insert(asked as Parameters<ControlService["insert"]>[0], call));
  }
  const { ids, refused } = splitTargets(context, place, name, input as Parameters<typeof splitTargets>[3]);
  if (ids.length === 0) return answer([], refused, input.dryRun);
  const { selector: _selector, ...rest } = asked as typeof asked & { selector?: string };
  const kind = name.slice("blocks.".length) as "compress";
  // One table of eight functions with eight inputs: which belongs to which is what `capabilityCalls` says.
  const carryOut = operations[kind] as (input: unknown, call: Call) => Promise<OperationResult>;
  const done = shown(context, place, await carryOut({ ...rest, ids }, call));
  // A value is hidden wherever it stands; where else that is says what those blocks say.
  const items = readsEverything(scope) ? done.items : done.items.filter(({ id }) => ids.includes(id));
  const result = { ...done, items };
  return refused.length === 0 ? result : withRefused(result, refused);
}

/** By the session that was named, else that of the first block, else the one that spoke last. */
function placeOf({ store }: ServicesContext, actor: string, input: Input, granted: GrantedIn): SessionPlace | null {
  if (input.session !== undefined) return sessionPlace(store, actor, input.session, granted);
  const first = "ids" in input ? input.ids?.[0] : "behind" in input ? input.behind : undefined;
  return first === undefined
    ? sessionPlace(store, actor, undefined, granted)
    : blockPlace(store, actor, first, granted);
}

/** A dry run shows texts: to who may read them, with redacted values hidden. */
function shown({ store }: ServicesContext, { scope, session }: SessionPlace, result: OperationResult): OperationResult {
  const items = result.items.map(({ before, after, ...item }): OperationItem => {
    if (scope.granted.blocks?.read !== "content") return item;
    return {
      ...item,
      ...(before === undefined ? {} : { before: hideValues(store, session.n, before) }),
      ...(after === undefined ? {} : { after: hideValues(store, session.n, after) }),
    };
  });
  return { ...result, items };
}

const nothing = { tokensSaved: 0, rewrittenTokens: 0, costNow: 0, turnsToPayBack: 0, estimated: false };

const answer = (items: OperationItem[], refused: OperationItem[], dryRun: boolean): OperationResult =>
  withRefused(
    {
      operation: null,
      dryRun,
      items,
      price: nothing,
      summary: { recorded: 0, nextRequest: 0, pending: 0, refused: 0 },
    },
    refused,
  );

const withRefused = (result: OperationResult, refused: readonly OperationItem[]): OperationResult => ({
  ...result,
  items: [...result.items, ...refused],
  summary: { ...result.summary, refused: result.summary.refused + refused.length },
});
