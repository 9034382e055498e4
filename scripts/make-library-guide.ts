import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describeChange } from "@aperture/aperture/cli/library/describe-change";
import { readItem } from "@aperture/aperture/library/read-item";
import { LibraryKind, MeasuredEffect } from "@aperture/sdk";

const guide = new URL("../docs/guide/presets.md", import.meta.url);
const library = new URL("../library/", import.meta.url);
const [begin, end] = ["<!-- measured: node scripts/make-library-guide.ts -->", "<!-- /measured -->"] as const;

/** The guide with the starter library's table in it, as its files and `effects.json` are now. */
export function renderLibraryGuide(markdown: string): string {
  const effects = MeasuredEffect.array().parse(JSON.parse(readFileSync(new URL("effects.json", library), "utf8")));
  const rows = LibraryKind.options.flatMap((kind) =>
    readdirSync(new URL(`${kind}s/`, library))
      .sort()
      .map((file) => row(kind, file, effects)),
  );
  const titles = ["", "what it is for", "bill", "least … most saved"];
  const table = aligned([titles, ...rows]);
  const [before, rest] = markdown.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`docs/guide/presets.md has no ${begin} … ${end}`);
  return `${before}${begin}\n\n${table}\n\n${end}${after}`;
}

/** As the formatter writes tables, which checks the guide too: every cell as wide as its column. */
function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(3, ...rows.map((cells) => cells[column]?.length ?? 0)));
  const lines = rows.map((cells) => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)));
  const dashes = widths.map((width) => "-".repeat(width));
  return lines
    .toSpliced(1, 0, dashes)
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

function row(kind: LibraryKind, file: string, effects: readonly MeasuredEffect[]): string[] {
  const name = file.replace(/\.yml$/, "");
  const text = readFileSync(new URL(`${kind}s/${file}`, library), "utf8");
  const { value } = readItem(kind, text, file, name);
  const effect = effects.find((each) => each.kind === kind && each.name === name);
  const [sentence = ""] = (value?.description ?? "").split(/(?<=\.)\s/);
  return [
    `${kind} \`${name}\``,
    sentence.replaceAll("|", "\\|"),
    effect ? describeChange(effect.billChange) : "not measured",
    effect ? `${describeChange(effect.worst)} … ${describeChange(effect.best)}` : "",
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(guide, renderLibraryGuide(readFileSync(guide, "utf8")));
