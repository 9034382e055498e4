import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const directory = new URL("../docs/errors/", import.meta.url);
const target = new URL("../packages/sdk/src/errors.ts", import.meta.url);

export interface CatalogueEntry {
  code: string;
  message: string;
  status: number;
  exit: number;
  page: string;
}

/** Reads one page of the catalogue. Throws with file and code where a part is missing. */
export function readCatalogue(page: string, markdown: string): CatalogueEntry[] {
  return markdown
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const code = section.slice(0, section.indexOf("\n")).trim();
      const message = /^> (?!status: |exit: )(.+)$/m.exec(section)?.[1];
      if (!message) throw new Error(`docs/errors/${page}: ${code} has no message ("> …")`);
      const status = Number(/^> status: (\d+)$/m.exec(section)?.[1] ?? 500);
      const exit = Number(/^> exit: (\d+)$/m.exec(section)?.[1] ?? 1);
      return { code, message, status, exit, page };
    });
}

/** The generated module, one line per error. */
export function renderErrors(entries: readonly CatalogueEntry[]): string {
  const sorted = [...entries].sort((a, b) => (a.code < b.code ? -1 : 1));
  const rows = sorted.map(
    (e) =>
      `  ${e.code}: { message: ${JSON.stringify(e.message)}, status: ${e.status}, exit: ${e.exit}, page: ${JSON.stringify(e.page)} },`,
  );
  return `// Generated from docs/errors/*.md by \`npm run errors\`. Do not edit.
export const catalogue = {
${rows.join("\n")}
} as const;

export type ErrorCode = keyof typeof catalogue;

/** An error of the catalogue: a stable code, its facts, and what HTTP and the shell are told. */
export class ApertureError extends Error {
  readonly code: ErrorCode;
  readonly facts: Readonly<Record<string, string | number>>;
  constructor(code: ErrorCode, facts: Readonly<Record<string, string | number>> = {}, options?: ErrorOptions) {
    super(
      catalogue[code].message.replace(/%(\\w+)%/g, (_, name: string) => String(facts[name] ?? "?")),
      options,
    );
    this.name = "ApertureError";
    this.code = code;
    this.facts = facts;
  }
  /** HTTP status. */
  get status(): number {
    return catalogue[this.code].status;
  }
  /** Exit code of the CLI. */
  get exit(): number {
    return catalogue[this.code].exit;
  }
  /** Recognised by its marks, not by class identity: two copies of this module may be loaded. */
  static is(error: unknown): error is ApertureError {
    return error instanceof Error && error.name === "ApertureError" && "code" in error && "facts" in error;
  }
}
`;
}

export function renderFromDocs(): string {
  const entries = readdirSync(directory)
    .filter((name) => name.endsWith(".md") && name !== "README.md")
    .flatMap((name) => readCatalogue(name, readFileSync(new URL(name, directory), "utf8")));
  const twice = entries.find((entry, index) => entries.findIndex((other) => other.code === entry.code) !== index);
  if (twice) throw new Error(`docs/errors: ${twice.code} is there twice`);
  return renderErrors(entries);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(target, renderFromDocs());
