import { z } from "zod";
import { refused } from "./refused.ts";

/** Scripts that npm would run on installation. Never run here: a package that counts on them would not work, and may be made to harm. */
const installScripts = ["preinstall", "install", "postinstall", "prepare", "preprepare", "postprepare", "prepublish"];

const names = z.union([z.record(z.string(), z.unknown()), z.array(z.unknown()), z.boolean()]);
const PackageJson = z.object({
  scripts: z.record(z.string(), z.unknown()).optional(),
  dependencies: names.optional(),
  optionalDependencies: names.optional(),
  bundledDependencies: names.optional(),
  bundleDependencies: names.optional(),
});

const dependencies = ["dependencies", "optionalDependencies", "bundledDependencies", "bundleDependencies"] as const;

/** Throws `plugin_package_refused` where this package.json asks for something at installation. Peer and dev dependencies are the author's. */
export function checkPackageJson(text: string, source: string): void {
  const read = PackageJson.safeParse(parsed(text, source));
  if (!read.success)
    throw refused(source, `package.json at /${read.error.issues[0]!.path.join("/")} is not as npm has it`);
  const script = installScripts.find((name) => read.data.scripts && Object.hasOwn(read.data.scripts, name));
  if (script)
    throw refused(
      source,
      `package.json has an install script (scripts/${script}); build before packing, and ship the result`,
    );
  for (const field of dependencies) {
    const value = read.data[field];
    const list =
      value === true ? ["all"] : value ? (Array.isArray(value) ? value.map(String) : Object.keys(value)) : [];
    if (list.length > 0)
      throw refused(
        source,
        `package.json has ${field} (${list.slice(0, 3).join(", ")}); bundle them into the entry (\`aperture plugin build\`)`,
      );
  }
}

function parsed(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw refused(source, "its package.json is no JSON", error);
  }
}
