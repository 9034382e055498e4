import { ApertureError } from "@aperture/sdk";
import type { Json } from "../border/calls.ts";
import type { CapabilityContext } from "./capability.ts";
import type { Capabilities } from "./create-capabilities.ts";

/** Fields of a call's input that say what it is about. Never what is carried: bodies, headers and values may hold secrets. */
const telling = ["path", "glob", "commit", "model", "block", "key", "name", "event"];
const longest = 120;

/**
 * The same capabilities, with each call told at the level `debug` when it is over: what was asked, of what, the milliseconds and the
 * refusal. For plugins that their author runs from the folder (`aperture plugin dev`); for all others that would fill their log.
 */
export function traceCalls(
  capabilities: Capabilities,
  { log, now }: Pick<CapabilityContext, "log" | "now">,
): Capabilities {
  return {
    async call(name, input) {
      const started = now();
      const tell = (end: string) =>
        log("debug", [name.slice(0, 60), aboutOf(input), `${now() - started} ms`, end].filter(Boolean).join("  "));
      try {
        const answer = await capabilities.call(name, input);
        tell("");
        return answer;
      } catch (error) {
        tell(`refused: ${ApertureError.is(error) ? error.code : "internal"}`);
        throw error;
      }
    },
    close: () => capabilities.close(),
  };
}

function aboutOf(input: Json): string {
  if (typeof input !== "object" || input === null) return "";
  const given = new Map<string, Json>(Object.entries(input));
  const own = (key: string) => given.get(key);
  const words = telling.map(own).filter((value) => typeof value === "string");
  const url = own("url");
  if (typeof url === "string" && URL.canParse(url)) words.unshift(new URL(url).origin);
  const ids = own("ids");
  if (Array.isArray(ids)) words.push(ids.filter((id) => typeof id === "string").join(" "));
  return words.join(" ").slice(0, longest);
}
