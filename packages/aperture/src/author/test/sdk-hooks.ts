import { registerHooks } from "node:module";
import { pathToFileURL } from "node:url";
import { sdkEntries } from "../build/sdk-entries.ts";

// Loaded with --import in the process of an author's tests: what a plugin imports of the sdk is this Aperture's own, installed or not.
const entries = new Map(Object.entries(sdkEntries()).map(([specifier, file]) => [specifier, pathToFileURL(file).href]));

registerHooks({
  resolve(specifier, context, next) {
    const url = entries.get(specifier);
    return url === undefined ? next(specifier, context) : { url, shortCircuit: true };
  },
});
