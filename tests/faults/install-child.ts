import { startInstallParts } from "./install-parts.ts";
import { report } from "./report.ts";

/**
 * The other process of plugin-install-kill: `node install-child.ts <home> <registry> <first> <last>`. Brings one version after the other, by
 * installing, updating and going back and forth, and says `begin <version>` and `done <version>` for each.
 */
const [home = "", registry = "", first = "0", last = "0"] = process.argv.slice(2);

const { host, updates } = startInstallParts(home, registry);
report("ready");
for (let patch = Number(first); patch <= Number(last); patch++) {
  const version = `1.0.${patch}`;
  report(`begin ${version}`);
  if (patch % 2 === 0 && host.list().length > 0) {
    const { phase, reason } = await updates.start("tidy", { version });
    if (phase !== "watching") report(`stopped ${phase} ${reason}`);
  } else await host.install({ spec: `tidy@${version}`, grant: "all" });
  report(`done ${version}`);
  const { previous } = host.info("tidy");
  if (patch % 3 !== 0 || previous === null) continue;
  report(`begin ${previous}`);
  await host.rollback("tidy");
  report(`done ${previous}`);
  report(`begin ${version}`);
  await host.rollback("tidy");
  report(`done ${version}`);
}
report("end");
