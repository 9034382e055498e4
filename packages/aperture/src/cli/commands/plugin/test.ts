import { resolve } from "node:path";
import type { Command } from "commander";
import type { PluginTests } from "../../../author/test/test-plugin.ts";
import type { CliContext } from "../../cli-context.ts";
import { count } from "../../control/count.ts";
import { defineCommand } from "../../define-command.ts";
import { exitCodes } from "../../exit-codes.ts";

/** `aperture plugin test`: the author's tests, then the built file in its sandbox. Exit code 1 where anything is wrong. */
export const pluginTestCommand = (context: CliContext): Command =>
  defineCommand(
    context,
    "test [folder]",
    "build a plugin, run its tests, and try it in its sandbox on recorded sessions",
    async ({ output }, options, [folder]) => {
      // Imported late: bundler and sandbox are native code that no other command needs.
      const { testPlugin } = await import("../../../author/test/test-plugin.ts");
      const tests = await testPlugin(resolve(context.cwd, folder ?? "."), {
        env: context.env,
        update: options.update === true,
      });
      output.data(tests, () => describe(tests));
      if (tests.problems.length > 0) context.exitCode = exitCodes.failure;
    },
  ).option("--update", "take what it does now as what it should do (test/__snapshots__)");

/** One mistake often shows in every request. */
const mostShown = 20;

function describe({ plugin, own, fixtures, calls, snapshots, problems }: PluginTests): string {
  const lines = own.failed > 0 ? [own.output.trimEnd(), ""] : [];
  lines.push(
    own.files === 0
      ? "its own tests: none (test/*.test.ts)"
      : `its own tests: ${own.passed} passed, ${own.failed} failed`,
    fixtures === 0
      ? "in the sandbox: no recording (test/fixtures/*.json; `aperture plugin record` makes one)"
      : `in the sandbox: ${count(calls, "call")} on ${count(fixtures, "recording")}`,
    ...Object.entries(snapshots).map(([name, state]) => `snapshot ${name}: ${state}`),
    ...problems.slice(0, mostShown).map(({ what, where, message }) => `${what}: ${where}: ${message}`),
    ...(problems.length > mostShown ? [`… and ${problems.length - mostShown} more (--json shows all)`] : []),
    problems.length === 0 ? `${plugin}: all is well` : `${plugin}: ${count(problems.length, "problem")}`,
  );
  return lines.join("\n");
}
