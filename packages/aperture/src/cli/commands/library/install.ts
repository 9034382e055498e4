import type { LibraryKind } from "@aperture/sdk";
import type { Command } from "commander";
import type { CliContext } from "../../cli-context.ts";
import { defineCommand, text } from "../../define-command.ts";
import { withTaking } from "./import.ts";
import { takeIn } from "./take-in.ts";

/** `aperture preset install <name>`: one of a registry, after a look at it. */
export const libraryInstallCommand = (context: CliContext, kind: LibraryKind): Command =>
  withTaking(
    defineCommand(
      context,
      "install <name>",
      `take in a ${kind} of a registry, after a look at it; \`name@^1\` for a version`,
      async (invocation, options, [word = ""]) => {
        const { library } = (await invocation.connect()).client;
        const [name = "", version] = word.split("@", 2);
        const registry = text(options.registry);
        const wanted = { kind, name, ...(version ? { version } : {}), ...(registry === undefined ? {} : { registry }) };
        await takeIn(invocation, options, (how) => library.install({ ...wanted, ...how }));
      },
    ).option("--registry <name>", "ask this registry alone, by name or address"),
  );
