import { stripTypeScriptTypes } from "node:module";

/**
 * TypeScript without its types, at the same columns and lines. Node calls the function experimental and says so on stderr, which is the
 * screen of whoever runs `aperture plugin test`: this one warning is left out, all others are told. It is what Node itself reads our
 * sources with, and its version is pinned.
 */
export function stripTypes(source: string): string {
  const emit = process.emitWarning;
  process.emitWarning = ((warning: string | Error, ...more: readonly unknown[]) => {
    const isKnown = more[0] === "ExperimentalWarning" && String(warning).startsWith("stripTypeScriptTypes ");
    if (!isKnown) Reflect.apply(emit, process, [warning, ...more]);
  }) as typeof process.emitWarning;
  try {
    return stripTypeScriptTypes(source);
  } finally {
    process.emitWarning = emit;
  }
}
