import type { PackPreview } from "@aperture/sdk";
import { confirm, mayAsk } from "../../ask.ts";
import { count } from "../../control/count.ts";
import type { Invocation, Options } from "../../define-command.ts";
import { exitCodes } from "../../exit-codes.ts";
import { missingText } from "../../library/describe-item.ts";
import { describePreview } from "../../library/describe-preview.ts";
import { usageError } from "../../usage-error.ts";

interface How {
  readonly replace: boolean;
  readonly acceptSigner: boolean;
  readonly dryRun?: boolean;
  readonly integrity?: string;
}

/** What others made: shown, asked about, then taken in as it was shown. */
export async function takeIn(
  invocation: Invocation,
  options: Options,
  take: (how: How) => Promise<PackPreview>,
): Promise<void> {
  const { context, output } = invocation;
  const said = { replace: options.replace === true, acceptSigner: options.acceptSigner === true };
  const preview = await take({ ...said, dryRun: true });
  for (const line of describePreview(preview).split("\n")) output.note(line);
  for (const missing of preview.missing) output.warn(missingText(missing));
  if (preview.signer.status === "changed" && !said.acceptSigner)
    output.warn("another key signed under this name before: ask them by another way; --accept-signer takes it");
  if (options.dryRun === true) return output.data(preview, () => "");
  const replaced = preview.items.filter(({ state }) => state === "replaces");
  if (options.yes !== true && !(await agreed(invocation, options, preview, replaced))) {
    output.note("Nothing was imported");
    context.exitCode = exitCodes.failure;
    return;
  }
  // Whoever answered the question was asked about what is replaced; `--yes` alone was not.
  const replace = said.replace || (options.yes !== true && replaced.length > 0);
  const taken = await take({ ...said, replace, integrity: preview.integrity });
  output.data(taken, () => taken.items.map((item) => `${item.kind} ${item.name}: ${doneTo(item)}`).join("\n"));
  const [first] = taken.items;
  if (first) output.note(`Nothing of it is in force yet: \`aperture ${first.kind} apply ${first.name}\` applies it`);
}

const doneTo = ({ state, over }: PackPreview["items"][number]): string =>
  state === "replaces" && over === "starter" ? "imported, over the starter library's" : done[state];
const done = { new: "imported", same: "was there already", replaces: "replaced yours" } as const;

async function agreed(
  { context }: Invocation,
  options: Options,
  { items }: PackPreview,
  replaced: PackPreview["items"],
): Promise<boolean> {
  if (!mayAsk(context, options)) throw usageError("nobody can be asked here: give --yes");
  const shipped = replaced.filter(({ over }) => over === "starter").length;
  const also = [
    ...(replaced.length > shipped ? [`in place of ${count(replaced.length - shipped)} of yours`] : []),
    ...(shipped > 0 ? [`over ${count(shipped)} of the starter library`] : []),
  ].map((words) => `, ${words}`);
  return confirm(context, `\nImport ${count(items.length, "item")}${also.join("")}?`);
}
