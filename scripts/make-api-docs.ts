import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createApi } from "../packages/aperture/src/api/create-api.ts";
import { docsMarkdown } from "../packages/aperture/src/api/docs/docs-markdown.ts";
import { openApiDocument } from "../packages/aperture/src/api/openapi.ts";
import { defaults } from "../packages/aperture/src/config/defaults.ts";
import { createControl } from "../packages/aperture/src/control/create-control.ts";
import { openStore } from "../packages/aperture/src/store/open-store.ts";

const directory = new URL("../docs/reference/", import.meta.url);

/** File names below docs/reference and their content, made from the routes that are really there. */
export function renderApiDocs(): Record<"openapi.json" | "api.md", string> {
  const store = openStore({ file: ":memory:" });
  const nobody = (): never => {
    throw new Error("nobody asks anything of a reference");
  };
  const control = createControl({
    store,
    config: { ...defaults, home: "" },
    counter: { count: nobody },
    hash: nobody,
    now: Date.now,
    env: {},
    warn: nobody,
  });
  try {
    const { app } = createApi({
      store,
      control,
      config: { apiPort: 5401, auth: "optional", home: "", mode: "manual" },
      health: nobody,
      token: "",
      page: null,
      peers: { ownerOf: async () => "unknown" },
      onShutdown: () => {},
      now: Date.now,
    });
    const document = openApiDocument(app);
    return { "openapi.json": `${JSON.stringify(document, null, 2)}\n`, "api.md": docsMarkdown(document) };
  } finally {
    void control.close();
    store.close();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(directory, { recursive: true });
  for (const [name, content] of Object.entries(renderApiDocs())) writeFileSync(new URL(name, directory), content);
}
