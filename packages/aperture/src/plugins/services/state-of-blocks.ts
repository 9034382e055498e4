import type { GrantedIn } from "@aperture/host/host/services";
import type { CapabilityOutput, CapabilityRead } from "@aperture/sdk";
import { hideValues, valueHider } from "../../control/look-up/hide-values.ts";
import { numberOf } from "../../control/look-up/ids.ts";
import { cutText } from "../../store/text-starts.ts";
import { blockPlace, sessionPlace, standingOf } from "./find-place.ts";
import { deny, isWithin, mayRead, readsEverything, type Scope } from "./scope.ts";
import type { ServicesContext } from "./services-context.ts";

/** Of all texts of a page: whoever wants more asks block by block. */
const MOST_CHARACTERS = 1_000_000;

/**
 * As GET /blocks. Texts stand only where they may be read, with redacted values hidden; a selector finds none by a text that may not be
 * read either, or it could be guessed letter by letter.
 */
export function stateOfBlocks(
  context: ServicesContext,
  actor: string,
  { contentLimit, ...input }: CapabilityRead<"state.blocks">,
  granted: GrantedIn,
): CapabilityOutput<"state.blocks"> {
  const { store, views } = context;
  const place = sessionPlace(store, actor, input.session, granted);
  if (!place) return { session: null, blocks: [], total: 0, next: null };
  const { scope, session } = place;
  if (!scope.granted.blocks) deny(scope, "blocks.read:metadata");
  const query = { ...input, session: `session-${session.n}`, scope: "live" as const, contentLimit: 0 };
  const page = views.blocks(query, searched(context, scope));
  const hide = valueHider(store);
  let left = MOST_CHARACTERS;
  const blocks = page.blocks.map((block) => {
    if (contentLimit === 0 || left === 0 || !mayRead(scope, block)) return { ...block, content: "" };
    const record = store.blocks.get(numberOf("block", block.id)!);
    const text = record ? (store.contents.text(record.hash) ?? "") : "";
    const content = cutText(hide(session.n, text), Math.min(contentLimit, left));
    left -= content.length;
    return { ...block, content };
  });
  return { ...page, blocks };
}

/** What a block says to a plugin's selector. */
export function searched(
  { store }: Pick<ServicesContext, "store">,
  scope: Scope,
): (session: number, text: string) => string {
  return readsEverything(scope) ? valueHider(store) : () => "";
}

/** What a block says, with redacted values hidden. Throws `permission_denied`, `not_found`. */
export function stateOfText(
  { store }: ServicesContext,
  actor: string,
  { block: id, from, limit }: CapabilityRead<"state.text">,
  granted: GrantedIn,
): CapabilityOutput<"state.text"> {
  const { block, scope } = blockPlace(store, actor, id, granted);
  if (scope.granted.blocks?.read !== "content") deny(scope, "blocks.read:content");
  if (!readsEverything(scope)) {
    const standing = standingOf(store, block);
    if (!isWithin(scope, standing)) deny(scope, `blocks.read:content of ${standing.role} in ${standing.zone}`);
  }
  const text = hideValues(store, block.session, store.contents.text(block.hash) ?? "");
  return { text: text.slice(from, from + limit), length: text.length };
}
