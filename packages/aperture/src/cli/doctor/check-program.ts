import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Finding, fail, ok, warn } from "./finding.ts";

const page = fileURLToPath(new URL("../../../../../apps/ui/dist/index.html", import.meta.url));

/** The program itself: its Node, its built page. */
export function checkProgram(nodeVersion: string = process.versions.node, pageFile: string = page): Finding[] {
  const major = Number(nodeVersion.split(".")[0]);
  return [
    major >= 24
      ? ok("node", `Node ${nodeVersion}`)
      : fail(
          "node",
          `Node ${nodeVersion}; 24 or newer is needed`,
          "run `make deps`, which brings the pinned Node, or install Node 24",
        ),
    existsSync(pageFile)
      ? ok("page", "the page is built")
      : warn("page", "the page is not built; API and proxy work without it", "run `make build`"),
  ];
}
