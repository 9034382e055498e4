import { resolve } from "node:path";
import type { Command } from "commander";
import type { PluginCheck } from "../../../author/check/check-plugin.ts";
import type { CliContext } from "../../cli-context.ts";
import { defineCommand } from "../../define-command.ts";
import { exitCodes } from "../../exit-codes.ts";
import { formatTable } from "../../format-table.ts";

/** `aperture plugin check`: what whoever installs a plugin should know. Exit code 1 where something is an error. */
export const pluginCheckCommand = (context: CliContext): Command =>
  defineCommand(
    context,
    "check [folder]",
    "score a plugin: permissions asked for and used, hooks, milliseconds, tokens, package",
    async ({ output }, _, [folder]) => {
      // Imported late: bundler and sandbox are native code that no other command needs.
      const { checkPlugin } = await import("../../../author/check/check-plugin.ts");
      const check = await checkPlugin(resolve(context.cwd, folder ?? "."), context.env);
      output.data(check, () => describe(check));
      if (check.findings.some(({ level }) => level === "error")) context.exitCode = exitCodes.failure;
    },
  );

function describe({ plugin, version, score, findings, permissions, measures, package: facts }: PluginCheck): string {
  const list = (names: readonly string[]) => names.join(", ") || "none";
  const ms = (value: number | null) => (value === null ? "-" : `${value} ms`);
  const rows = [
    ["plugin", `${plugin} ${version}`],
    ["score", `${score} of 100`],
    ...(facts ? [["package", `${facts.files} files, ${facts.bytes} bytes; entry ${facts.entryBytes} bytes`]] : []),
    ...(permissions
      ? [
          ["asks for", list(permissions.declared)],
          ["used", list(permissions.used)],
        ]
      : []),
    ...(measures
      ? [
          ["a call", `p50 ${ms(measures.p50)}, p95 ${ms(measures.p95)}; its own code p50 ${ms(measures.guestP50)}`],
          ["tokens", `${measures.tokensSaved} saved, ${measures.tokensAdded} added in ${measures.calls} calls`],
          ["memory", `${(measures.memory / 1_048_576).toFixed(1)} MB`],
        ]
      : []),
  ];
  return [formatTable(rows), ...findings.map(({ level, message }) => `${level}: ${message}`)].join("\n");
}
