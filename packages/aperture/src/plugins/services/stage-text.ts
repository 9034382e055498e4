import { hash } from "node:crypto";
import type { GrantedIn } from "@aperture/host/host/services";
import { ApertureError, type CapabilityRead } from "@aperture/sdk";
import { idOf } from "../../control/look-up/ids.ts";
import type { OwnedItem } from "../../control/staging/staging.ts";
import { sessionPlace } from "./find-place.ts";
import { pluginOf } from "./plugin-of.ts";
import { deny } from "./scope.ts";
import type { ServicesContext } from "./services-context.ts";

type Input = CapabilityRead<"staging.stage">;

/** Items that one plugin may have waiting: they are offered with every request. */
const MOST = 200;
/** Characters of an item's name. */
const LONGEST_NAME = 100;

/** `<plugin>/<key>`; a long key ends in its hash, so that two stay two. */
export function stagedName(actor: string, key: string): string {
  const name = `${pluginOf(actor)}/${key}`;
  if (name.length <= LONGEST_NAME) return name;
  return `${name.slice(0, LONGEST_NAME - 13)}…${hash("sha256", key, "base64url").slice(0, 12)}`;
}

/**
 * A plugin's text waits to be put into its session; the same key takes the place of what it said before, and is left alone where it says the
 * same. Throws `permission_denied`, `mode_observe`, `no_session`, `not_found`, `quota_exceeded`.
 */
export async function stageText(
  context: ServicesContext,
  actor: string,
  input: Input,
  granted: GrantedIn,
): Promise<{ item: string }> {
  const { store, control, mode } = context;
  const place = sessionPlace(store, actor, input.session, granted);
  if (!place) throw new ApertureError("no_session");
  const { session, scope } = place;
  if (!scope.granted.staging) deny(scope, "staging");
  if (mode() === "observe" || control.governor.control(session.n).mode === "observe")
    throw new ApertureError("mode_observe", { operation: "staging" });
  const { key, text, zone, priority, tokenCap, reason } = input;
  const owned = control.staging.ownedBy(actor);
  const before = ofKey(owned, actor, key, session.n);
  if (before && isSame(before, input)) return { item: before.id };
  if (!before && owned.length >= MOST)
    throw new ApertureError("quota_exceeded", { plugin: pluginOf(actor), limit: `${MOST} staged texts` });
  if (before) control.staging.remove(before.id);
  const { id } = await control.staging.add(
    {
      session: idOf("session", session.n),
      name: stagedName(actor, key),
      source: { kind: "text", text },
      zone,
      priority,
      tokenCap,
      ...(reason === undefined ? {} : { reason }),
    },
    { token: false, actor },
  );
  return { item: id };
}

/** What was injected stays as it is. */
export function unstageText(
  { store, control }: ServicesContext,
  actor: string,
  input: CapabilityRead<"staging.unstage">,
): { removed: boolean } {
  const session = sessionPlace(store, actor, input.session, () => ({}))?.session;
  const item = session && ofKey(control.staging.ownedBy(actor), actor, input.key, session.n);
  if (item) control.staging.remove(item.id);
  return { removed: item !== undefined };
}

const ofKey = (owned: readonly OwnedItem[], actor: string, key: string, session: number): OwnedItem | undefined =>
  owned.find((item) => item.name === stagedName(actor, key) && item.session === session);

const isSame = ({ facts }: OwnedItem, { text, zone, priority, tokenCap }: Input): boolean =>
  facts.source.kind === "text" &&
  facts.source.text === text &&
  facts.zone === zone &&
  facts.priority === priority &&
  facts.tokenCap === tokenCap;
