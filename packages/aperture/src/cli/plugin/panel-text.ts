import type { Panel, PanelNode } from "@aperture/sdk";
import { formatTable } from "../format-table.ts";
import { oneLine } from "../plain-text.ts";

/** A panel as text: what the page shows as a form or button is named with the command that does the same. */
export function panelText(id: string, panel: Panel): string {
  const title = panel.title === undefined ? [] : [oneLine(panel.title).toUpperCase()];
  return [...title, ...panel.nodes.flatMap((node) => nodeLines(id, node))].join("\n");
}

function nodeLines(id: string, node: PanelNode): string[] {
  switch (node.kind) {
    case "text":
      return node.text.split("\n");
    case "heading":
      return ["", oneLine(node.text)];
    case "stat":
      return [
        `${oneLine(node.label)}: ${oneLine(node.value)}${node.hint === undefined ? "" : ` (${oneLine(node.hint)})`}`,
      ];
    case "fields":
      return lines(formatTable(node.fields.map(({ label, value }) => [label, value])));
    case "table":
      return node.rows.length === 0
        ? [oneLine(node.empty ?? "nothing")]
        : lines(formatTable([node.columns.map(({ label }) => label.toUpperCase()), ...node.rows]));
    case "chart":
      return node.series.flatMap(({ label, points }) => {
        const [x, y] = points.at(-1) ?? [null, null];
        const last =
          y === null
            ? "nothing yet"
            : `${y}${node.unit === "" ? "" : ` ${oneLine(node.unit)}`} at ${shownAt(x, node.time)}`;
        return [`${oneLine(label)}: ${last} (${points.length} points)`];
      });
    case "button":
      return [`[${oneLine(node.label)}]  aperture plugin action ${id} ${node.action}${inputOf(node.input)}`];
    case "form":
      return [
        `[${oneLine(node.submit)}]  aperture plugin action ${id} ${node.action} ${node.fields.map(({ name, type }) => `${name}=<${type}>`).join(" ")}`,
      ];
    case "recorder":
      return [`[${oneLine(node.label)}]  in the page only: it records`];
    case "config":
      return [`[Settings]  aperture plugin config ${id}`];
    case "row":
      return node.children.flatMap((child) => nodeLines(id, child));
    case "section":
      return [
        "",
        oneLine(node.title),
        ...node.children.flatMap((child) => nodeLines(id, child)).map((line) => `  ${line}`),
      ];
  }
}

const lines = (text: string): string[] => (text === "" ? [] : text.split("\n"));

function shownAt(x: string | number | null, isTime: boolean): string {
  if (isTime && typeof x === "number" && Number.isFinite(new Date(x).getTime())) return new Date(x).toISOString();
  return oneLine(String(x));
}

/** As the command takes it; quoted for a shell. */
function inputOf(input: Readonly<Record<string, unknown>>): string {
  if (Object.keys(input).length === 0) return "";
  return ` --input '${oneLine(JSON.stringify(input)).replaceAll("'", "'\\''")}'`;
}
