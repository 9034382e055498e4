import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Agent } from "./agent.ts";

const cache = join(import.meta.dirname, "../../../.cache/clients");

export type Installed = { readonly path: string } | { readonly missing: string };

/** The pinned version from npm in a folder of its own, kept between runs. Says why when it cannot be had. */
export function install(agent: Agent): Installed {
  const folder = join(cache, `${agent.package.replaceAll(/[@/]/g, "_")}-${agent.version}`);
  const path = join(folder, "node_modules/.bin", agent.program);
  if (!isInstalled(folder, agent)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
    const flags = ["--no-audit", "--no-fund", "--save-exact", "--loglevel=error"];
    // This Node first in the path: under Node 20 npm silently takes older majors of these packages.
    const result = spawnSync("npm", ["install", ...flags, `${agent.package}@${agent.version}`], {
      cwd: folder,
      encoding: "utf8",
      timeout: 300_000,
      env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` },
    });
    if (result.status !== 0) {
      return { missing: `npm install failed: ${(result.stderr || String(result.error)).trim().slice(-400)}` };
    }
  }
  const version = spawnSync(path, ["--version"], {
    encoding: "utf8",
    timeout: 60_000,
    env: { PATH: `${dirname(process.execPath)}:${process.env.PATH}`, HOME: folder },
  });
  if (version.status !== 0 || !version.stdout.includes(agent.version)) {
    return { missing: `does not run here: ${(version.stderr || version.stdout || String(version.error)).slice(-300)}` };
  }
  return { path };
}

function isInstalled(folder: string, agent: Agent): boolean {
  const manifest = join(folder, "node_modules", agent.package, "package.json");
  return existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).version === agent.version;
}
