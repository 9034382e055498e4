#!/usr/bin/env node
import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

// `aperture events | head`: the reader has what it wanted.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});
// Types are stripped and modules compiled once, not at every start. The cache is in our own folder: in the shared /tmp,
// which Node would take, another user could plant code. It must be on before anything is imported.
enableCompileCache(fileURLToPath(new URL("../../../../.cache/compile", import.meta.url)));
const { processContext } = await import("./cli-context.ts");
const { runCli } = await import("./run-cli.ts");
process.exitCode = await runCli(process.argv.slice(2), processContext());
