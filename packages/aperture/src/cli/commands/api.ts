import { ApertureError } from "@aperture/sdk";
import type { Command } from "commander";
import type { CliContext } from "../cli-context.ts";
import { defineCommand, text } from "../define-command.ts";
import { safeJson } from "../plain-text.ts";

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** `aperture api GET /blocks`: any operation, with the token, as JSON. */
export const apiCommand = (context: CliContext): Command =>
  defineCommand(
    context,
    "api <method> <path>",
    "call the API: aperture api GET /blocks",
    async (invocation, options, operands) => {
      const { output, connect } = invocation;
      const [method = "", path = ""] = operands;
      const verb = method.toUpperCase();
      if (!methods.includes(verb))
        throw usage(`the method is ${JSON.stringify(method)}; allowed: ${methods.join(", ")}`);
      const below = path.replace(/^\/api\/v1(?=\/)/, "");
      // Dots would climb out of /api/v1 when the address is put together.
      if (!/^\/[^/\\]/.test(below) || /(^|\/)\.\.?(\/|$)/.test(below.split("?")[0]!)) {
        throw usage(`the path is ${JSON.stringify(path)}; allowed: a path below /api/v1, such as /blocks?limit=5`);
      }
      const body = parseBody(text(options.data));
      const answer = await (await connect()).client.call<unknown>(verb, below, {}, body);
      output.data(answer, () => safeJson(answer, 2));
    },
  ).option("--data <json>", "the body");

const usage = (detail: string): ApertureError => new ApertureError("usage_invalid", { detail });

function parseBody(data: string | undefined): unknown {
  if (data === undefined) return undefined;
  try {
    return JSON.parse(data);
  } catch {
    throw usage("--data is not JSON");
  }
}
