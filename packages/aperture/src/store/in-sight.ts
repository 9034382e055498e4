/** Condition of a query by number or over all sessions: rows of a removed session are there until they are swept (removal.ts). */
export const inSight = "session NOT IN (SELECT session FROM leaving)";
