/** The program's side of the host, as whoever builds one finds it; below, capabilities need it too. */
export type * from "../border/services.ts";
