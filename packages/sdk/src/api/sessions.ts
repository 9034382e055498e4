import { z } from "zod";
import { Session, Turn } from "../session.ts";

/** GET /api/v1/sessions and /sessions/{id}/turns */
export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  after: z.string().optional(),
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
export const SetProject = z.object({ dir: z.string().min(1).nullable() }).meta({ id: "SetProject" });
export type SetProject = z.infer<typeof SetProject>;

/** POST /api/v1/runs: `aperture run` registers its folder under a path tag before it starts the agent. */
export const RegisterRun = z
  .object({ label: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/), project: z.string().min(1), agent: z.string().min(1) })
  .meta({ id: "RegisterRun" });
export type RegisterRun = z.infer<typeof RegisterRun>;
