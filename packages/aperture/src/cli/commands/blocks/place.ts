import { Zone } from "@aperture/sdk";
import { type Command, Option } from "commander";
import type { CliContext } from "../../cli-context.ts";
import { operateCommand } from "./operate.ts";

/** `aperture blocks pin|unpin|move`: where blocks belong. None of them rewrites what is cached. */
export const placeCommands = (context: CliContext): Command[] => [
  operateCommand(context, "pin", "keep blocks: nothing but you shortens or removes them", (control, input, options) =>
    control.pin({ ...input, pinned: options.at === "bottom" ? "bottom" : "top" }),
  ).addOption(new Option("--at <end>", "which end of the context").choices(["top", "bottom"]).default("top")),
  operateCommand(context, "unpin", "let pinned blocks go", (control, input) => control.pin({ ...input, pinned: null })),
  operateCommand(context, "move", "put blocks into a zone", (control, input, options) =>
    control.move({ ...input, zone: options.zone === "rule" ? null : Zone.parse(options.zone) }),
  ).addOption(
    new Option("--zone <zone>", "the zone; rule: as the rules say")
      .choices([...Zone.options, "rule"])
      .makeOptionMandatory(),
  ),
];
