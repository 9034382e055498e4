import { z } from "zod";
import { LibraryName } from "../library/library-kind.ts";
import { Session, Turn } from "../session.ts";

/** GET /api/v1/sessions and /sessions/{id}/turns */
export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  /** The `next` of the page before. */
  after: z.string().max(1_000).optional(),
});
export type PageQuery = Partial<z.output<typeof PageQuery>>;

/** Newest first. */
export const SessionsPage = z
  .object({ sessions: z.array(Session), next: z.string().nullable() })
  .meta({ id: "SessionsPage" });
export type SessionsPage = z.infer<typeof SessionsPage>;

/** Newest first. */
export const TurnsPage = z.object({ turns: z.array(Turn), next: z.string().nullable() }).meta({ id: "TurnsPage" });
export type TurnsPage = z.infer<typeof TurnsPage>;

/** PUT /api/v1/sessions/{id}/project */
export const SetProject = z.object({ dir: z.string().min(1).max(4_096).nullable() }).meta({ id: "SetProject" });
export type SetProject = z.infer<typeof SetProject>;

/** POST /api/v1/runs: `aperture run` registers its folder under a path tag before it starts the agent. */
export const RegisterRun = z
  .object({
    label: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, "must be 1 to 64 letters, digits, dots, dashes or underscores"),
    /** Absolute path of the folder the agent works in. */
    project: z.string().min(1).max(4_096),
    agent: z.string().min(1).max(200),
    /** What its session begins with; `none`: nothing, whatever is configured. Absent: as configured. */
    preset: z.union([LibraryName, z.literal("none")]).optional(),
  })
  .meta({ id: "RegisterRun" });
export type RegisterRun = z.infer<typeof RegisterRun>;

export const RunRegistered = z.object({ label: z.string() }).meta({ id: "RunRegistered" });
export type RunRegistered = z.infer<typeof RunRegistered>;

/** DELETE /api/v1/sessions/{id} */
export const SessionRemoved = z.object({ removed: z.string() }).meta({ id: "SessionRemoved" });
export type SessionRemoved = z.infer<typeof SessionRemoved>;
