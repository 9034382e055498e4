import { ApertureError } from "@aperture/sdk";
import type { Capability } from "./capability.ts";

/** Characters of an event's data as JSON: it is stored, and sent to everyone who listens. */
const LONGEST = 64_000;

/** Tells an event of the plugin's own, under its own name: nobody can forge another's, or the engine's. */
export const emit: Capability<"events.emit"> = {
  projectOf: ({ session }, services) => services.session(session)?.project ?? null,
  needs: ({ event }, granted) =>
    granted.events?.emit?.includes(event) ? { needs: [`events.emit:${event}`] } : { missing: `events.emit:${event}` },
  async run({ event, data, session }, { plugin, services }) {
    if (JSON.stringify(data).length > LONGEST)
      throw new ApertureError("quota_exceeded", { plugin, limit: `${LONGEST} characters an event` });
    // Without a session it is about none, not about the one that spoke last.
    const sessionId = session === undefined ? null : (services.session(session)?.id ?? null);
    services.emit("plugin-event", { sessionId, plugin, name: `${plugin}/${event}`, data });
    return {};
  },
};
