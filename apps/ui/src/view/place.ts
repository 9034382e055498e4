import type { Role, Zone } from "@aperture/sdk";
import { formatRanges, parseRanges } from "./block-ranges.ts";
import { type Intent, isIntent } from "./intent.ts";
import { formatView, parseView, type ViewPlace } from "./view-place.ts";

/** What is on the screen. All of it stands in the URL, so that a view can be reloaded, shared and gone back to. */
export interface Place extends ViewPlace {
  readonly session?: string | undefined;
  readonly lane?: string | undefined;
  readonly zone?: Zone | undefined;
  readonly role?: Role | undefined;
  readonly text?: string | undefined;
  /** The block under the cursor. */
  readonly block?: string | undefined;
  /** Whether the sheet with the block's whole text is open. */
  readonly open?: boolean | undefined;
  /** What the sheet shows: the client's text (default), what is sent instead, how they differ, or who did what. */
  readonly reading?: Reading | undefined;
  /** Ids of the chosen blocks. */
  readonly picked?: ReadonlySet<string> | undefined;
  /** The panel in the drawer; there is one at a time, and it takes the sheet's place. */
  readonly panel?: PanelName | undefined;
  /** What the panel `preview` looks at. */
  readonly intent?: Intent | undefined;
}

export type Reading = "sent" | "diff" | "history";
export type PanelName = keyof typeof panels;

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

const panels = {
  preview: true,
  edit: true,
  note: true,
  waiting: true,
  log: true,
  session: true,
  hold: true,
  checkpoints: true,
  staging: true,
  trash: true,
} as const;
/** A longer one would not survive a reload anyway: servers refuse such a line. It then lives in this tab alone. */
const longestSelection = 4_000;

export const allZones = Object.keys(zones) as readonly Zone[];
export const allRoles = Object.keys(roles) as readonly Role[];

const isZone = (value: string | null): value is Zone => value !== null && Object.hasOwn(zones, value);
const isRole = (value: string | null): value is Role => value !== null && Object.hasOwn(roles, value);

const isPanel = (value: string | null): value is PanelName => value !== null && Object.hasOwn(panels, value);

/** Reads a URL's query; what is unknown or malformed is left out. */
export function parsePlace(search: string): Place {
  const query = new URLSearchParams(search);
  const text = (name: string) => query.get(name) || undefined;
  const zone = query.get("zone");
  const role = query.get("role");
  const reading = query.get("reading");
  const panel = query.get("panel");
  const intent = query.get("do");
  const picked = parseRanges(query.get("pick") ?? "");
  return {
    session: text("session"),
    lane: text("lane"),
    zone: isZone(zone) ? zone : undefined,
    role: isRole(role) ? role : undefined,
    text: text("q")?.slice(0, 500),
    block: text("block"),
    open: query.get("open") === "1" && query.has("block") ? true : undefined,
    reading: reading === "sent" || reading === "diff" || reading === "history" ? reading : undefined,
    picked: picked.size > 0 ? picked : undefined,
    panel: isPanel(panel) ? panel : undefined,
    intent: isIntent(intent) ? intent : undefined,
    ...parseView(query),
  };
}

/** The query of a place, `?` included; empty for the start page. */
export function formatPlace(place: Place): string {
  const query = new URLSearchParams();
  const { session, lane, zone, role, text, block, open, reading, picked, panel, intent } = place;
  const names = { session, lane, zone, role, q: text, block, reading, panel, do: panel === "preview" && intent };
  for (const [name, value] of Object.entries(names)) if (value) query.set(name, value);
  for (const [name, value] of formatView(place)) query.set(name, value);
  if (open && block) query.set("open", "1");
  const pick = formatRanges(picked ?? []);
  if (pick !== "" && pick.length <= longestSelection) query.set("pick", pick);
  // A comma may stand in a query as it is (RFC 3986 §3.4), and reads better.
  return query.size > 0 ? `?${query}`.replaceAll("%2C", ",") : "";
}
