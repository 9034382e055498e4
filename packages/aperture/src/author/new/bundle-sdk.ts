import { basename } from "node:path";
import { rolldown } from "rolldown";

/** What the sdk's entries run as: modules of plain JavaScript that import nothing but each other, by file name. */
export async function bundleSdk(entries: Readonly<Record<string, string>>): Promise<ReadonlyMap<string, string>> {
  const build = await rolldown({
    input: { ...entries },
    platform: "neutral",
    tsconfig: false,
    logLevel: "silent",
    resolve: { conditionNames: ["import", "default"] },
  });
  try {
    const { output } = await build.generate({ format: "es", entryFileNames: "[name].js", chunkFileNames: "shared.js" });
    return new Map(output.flatMap((file) => (file.type === "chunk" ? [[basename(file.fileName), file.code]] : [])));
  } finally {
    await build.close();
  }
}
