import { type ApertureClient, ApertureError } from "@aperture/sdk";
import { type Options, text } from "../define-command.ts";

/** `--session`, else the id of the session that spoke last, for routes that want one. Throws `no_session` before the first. */
export async function pickSession(client: ApertureClient, options: Options): Promise<string> {
  const given = text(options.session);
  if (given !== undefined) return given;
  const [latest] = (await client.sessions({ limit: 1 })).sessions;
  if (latest) return latest.id;
  throw new ApertureError("no_session");
}
