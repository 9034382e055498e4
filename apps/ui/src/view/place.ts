import type { Role, Zone } from "@aperture/sdk";

/** What is on the screen. All of it stands in the URL, so that a view can be reloaded, shared and gone back to. */
export interface Place {
  readonly session?: string | undefined;
  readonly lane?: string | undefined;
  readonly zone?: Zone | undefined;
  readonly role?: Role | undefined;
  readonly text?: string | undefined;
  /** The block under the cursor. */
  readonly block?: string | undefined;
  /** Whether the sheet with the block's whole text is open. */
  readonly open?: boolean | undefined;
}

// The page must not bundle zod, so the sdk's lists stand here again; `satisfies` fails the type check when they part.
const zones = { primacy: true, middle: true, recency: true } satisfies Record<Zone, true>;
const roles = {
  system: true,
  user: true,
  assistant: true,
  tool_use: true,
  tool_result: true,
  thinking: true,
  image: true,
  other: true,
} satisfies Record<Role, true>;

export const allZones = Object.keys(zones) as readonly Zone[];
export const allRoles = Object.keys(roles) as readonly Role[];

const isZone = (value: string | null): value is Zone => value !== null && Object.hasOwn(zones, value);
const isRole = (value: string | null): value is Role => value !== null && Object.hasOwn(roles, value);

/** Reads a URL's query; what is unknown or malformed is left out. */
export function parsePlace(search: string): Place {
  const query = new URLSearchParams(search);
  const text = (name: string) => query.get(name) || undefined;
  const zone = query.get("zone");
  const role = query.get("role");
  return {
    session: text("session"),
    lane: text("lane"),
    zone: isZone(zone) ? zone : undefined,
    role: isRole(role) ? role : undefined,
    text: text("q")?.slice(0, 500),
    block: text("block"),
    open: query.get("open") === "1" && query.has("block") ? true : undefined,
  };
}

/** The query of a place, `?` included; empty for the start page. */
export function formatPlace(place: Place): string {
  const query = new URLSearchParams();
  const { session, lane, zone, role, text, block, open } = place;
  for (const [name, value] of Object.entries({ session, lane, zone, role, q: text, block })) {
    if (value) query.set(name, value);
  }
  if (open && block) query.set("open", "1");
  return query.size > 0 ? `?${query}` : "";
}
