import type { PackPreview } from "@aperture/sdk";
import { count } from "../control/count.ts";
import { oneLine, plainText } from "../plain-text.ts";
import { describeSigner } from "./describe-signer.ts";

const diffLines = 40;
const states = { new: "new", same: "there already, byte for byte", replaces: "REPLACES yours" } as const;
const overStarter = "another than the starter library's of that name, which counts again once this is removed";

/** What somebody reads before a pack is taken in: who signed it first, then what each of its items would do. */
export function describePreview({ signer, note, createdAt, items, bundled }: PackPreview): string {
  return [
    `Signed by ${describeSigner(signer, bundled)}`,
    `  ${signer.fingerprint}`,
    `  ${createdAt.slice(0, 10)}${note === "" ? "" : `: ${oneLine(note, 500)}`}`,
    "",
    `It brings ${count(items.length, "item")}:`,
    ...items.flatMap(({ kind, name, version, state, over, says, diff }) => [
      `  ${kind} ${name} ${oneLine(version)}: ${state === "replaces" && over === "starter" ? overStarter : states[state]}`,
      ...says.map((line) => `      ${oneLine(line, 300)}`),
      ...(state === "replaces" ? shortened(diff) : []),
    ]),
  ].join("\n");
}

/** Lines of a stranger's file never stand where our own do: each is set in by a bar. */
function shortened(diff: string): string[] {
  const lines = plainText(diff)
    .split("\n")
    .filter((line) => line !== "");
  const more = lines.length - diffLines;
  return [
    ...lines.slice(0, diffLines).map((line) => `      | ${line}`),
    ...(more > 0 ? [`      (${count(more, "line")} more: aperture api POST /library/import shows all)`] : []),
  ];
}
