import { ApertureError } from "@aperture/sdk";
import type { LaneRecord, SessionRecord } from "../../store/records.ts";
import { idOf, numberOf } from "./ids.ts";

/** One of the session's lanes. Throws `not_found` with those there are. */
export function findLane(session: SessionRecord, lanes: readonly LaneRecord[], id: string): LaneRecord {
  const lane = lanes.find((candidate) => candidate.n === numberOf("lane", id));
  if (lane) return lane;
  const known = lanes.map((candidate) => idOf("lane", candidate.n)).join(", ");
  throw new ApertureError("not_found", {
    what: "lane",
    id: id.slice(0, 100),
    hint: `${idOf("session", session.n)} has ${known || "no lanes yet"}`,
  });
}
