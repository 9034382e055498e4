import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { relative, resolve } from "node:path";
import type { Command } from "commander";
import { writeWhole } from "../../../author/build/write-whole.ts";
import { printFixture } from "../../../author/record/print-fixture.ts";
import { recordSession } from "../../../author/record/record-session.ts";
import type { CliContext } from "../../cli-context.ts";
import { count } from "../../control/count.ts";
import { defineCommand, text } from "../../define-command.ts";
import { usageError } from "../../usage-error.ts";

/** `aperture plugin record`: a session of this machine as a fixture that a plugin is tested on, without its secrets. */
export const pluginRecordCommand = (context: CliContext): Command =>
  defineCommand(
    context,
    "record <session>",
    "keep a real session as a scrubbed fixture",
    async ({ output, connect }, options, [id = ""]) => {
      const file = resolve(context.cwd, text(options.out) ?? `test/fixtures/${id.replace(/[^\w.-]+/g, "-")}.json`);
      const shown = relative(context.cwd, file);
      if (existsSync(file) && options.force !== true)
        throw usageError(`${shown} is there already: give another --out, or --force`);
      const { client } = await connect();
      const { fixture, scrubbed } = await recordSession(client, id, context.env.HOME ?? homedir());
      writeWhole(file, printFixture(fixture, scrubbed));
      const replaced = Object.fromEntries([...scrubbed].map(([kind, values]) => [kind, values.size]));
      const { turns, blocks } = fixture;
      output.data(
        { file, turns, blocks: blocks.length, replaced },
        () => `${shown}: ${count(blocks.length, "block")} of ${count(turns, "turn")}`,
      );
      const kinds = Object.entries(replaced).map(([kind, values]) => `${values} ${kind}`);
      output.note(`Replaced: ${kinds.join(", ") || "nothing that looks like a secret"}`);
      output.note("Read it before you give it to others: no list of secrets is complete");
    },
  )
    .option("--out <file>", "where (default: test/fixtures/<session>.json)")
    .option("--force", "write over a file that is there");
