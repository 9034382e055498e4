import { CompressionLevel } from "@aperture/sdk";
import { type Command, Option } from "commander";
import type { CliContext } from "../../cli-context.ts";
import { repeated, text, texts } from "../../define-command.ts";
import { wholeNumber } from "../../whole-number.ts";
import { operateCommand } from "./operate.ts";

/** `aperture blocks compress|restore|remove`: less of a block, and back. */
export const shortenCommands = (context: CliContext): Command[] => [
  operateCommand(context, "compress", "send less of blocks", (control, input, options) => {
    const keep = texts(options.keep);
    const level = CompressionLevel.parse(options.level);
    return control.compress({ ...input, level, ...(keep.length > 0 ? { keep: [...keep] } : {}) });
  })
    .addOption(new Option("--level <level>", "how much is kept").choices(CompressionLevel.options).default("trimmed"))
    .addOption(repeated("--keep <text>", "a text that must survive verbatim (may be repeated)")),
  operateCommand(context, "restore", "send the original of blocks again", (control, input, options) => {
    const version = text(options.version);
    if (version === undefined) return control.restore(input);
    return control.restore({ ...input, version: wholeNumber("--version", version, 0, 1_000_000) });
  }).option("--version <number>", "back to this version instead (see `aperture blocks versions`)"),
  operateCommand(
    context,
    "remove",
    "send a placeholder of at most 15 tokens instead of blocks; undo and restore bring them back",
    (control, input) => control.remove(input),
  ),
];
