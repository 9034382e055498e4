import { resolve } from "node:path";
import type { Registries } from "@aperture/sdk";
import { Command } from "commander";
import type { CliContext } from "../../cli-context.ts";
import { defineCommand, type Invocation, text } from "../../define-command.ts";
import { formatTable } from "../../format-table.ts";
import { oneLine } from "../../plain-text.ts";
import { usageError } from "../../usage-error.ts";

/** `aperture plugin registry list|add|remove` */
export function pluginRegistryCommand(context: CliContext): Command {
  const group = new Command("registry").description("where plugins are looked up");
  group.addCommand(
    defineCommand(context, "list", "list registries, in the order in which they are asked", async (invocation) => {
      tell(invocation, await (await invocation.connect()).client.plugins.registries());
    }),
  );
  group.addCommand(
    defineCommand(
      context,
      "add <name> <url>",
      "add a registry: an address, or a folder",
      async (invocation, options, [name = "", url = ""]) => {
        const [kind, root] = [text(options.kind) ?? "aperture", text(options.root)];
        if (kind !== "aperture" && kind !== "npm") throw usageError(`--kind is ${kind}; allowed: aperture, npm`);
        if (kind === "aperture" && root === undefined)
          throw usageError("--root is missing: the SHA-256 of its root.json, told by another way than the registry");
        const { plugins } = (await invocation.connect()).client;
        const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(url) ? url : resolve(context.cwd, url);
        tell(
          invocation,
          await plugins.addRegistry({ name, url: address, kind, ...(root === undefined ? {} : { root }) }),
        );
      },
    )
      .option("--kind <kind>", "aperture (signed metadata; the default) or npm")
      .option("--root <sha256>", "SHA-256 of its root.json: what proves that it is the one you mean"),
  );
  group.addCommand(
    defineCommand(
      context,
      "remove <name>",
      "ask a registry no longer; what came from it stays",
      async (invocation, _, [name = ""]) => {
        tell(invocation, await (await invocation.connect()).client.plugins.removeRegistry(name));
      },
    ),
  );
  return group;
}

function tell({ output }: Invocation, { registries }: Registries): void {
  const rows = registries.map(({ name, kind, url, root }) => [
    name,
    kind,
    url,
    root === null ? "-" : `${root.slice(0, 16)}…`,
  ]);
  output.data({ registries }, () => (rows.length === 0 ? "" : formatTable([["NAME", "KIND", "AT", "ROOT"], ...rows])));
  for (const { name, trouble } of registries) if (trouble !== null) output.warn(`${name}: ${oneLine(trouble, 300)}`);
}
