import { accessSync, constants, statSync } from "node:fs";
import { ApertureError } from "@aperture/sdk";
import { readToken } from "../../api/auth/token-file.ts";
import { type Finding, fail, ok, warn } from "./finding.ts";

/** The home folder and the token in it. */
export const checkHome = (home: string): Finding[] => [folder(home), token(home)];

function folder(home: string): Finding {
  try {
    const facts = statSync(home);
    if (!facts.isDirectory()) return fail("home", `${home} is no folder`, "move it away, or set APERTURE_HOME");
    if (process.getuid && facts.uid !== process.getuid()) {
      return fail("home", `${home} belongs to user ${facts.uid}`, "set APERTURE_HOME to a folder of your own");
    }
    accessSync(home, constants.R_OK | constants.W_OK | constants.X_OK);
    if (process.getuid && (facts.mode & 0o022) !== 0) {
      return fail("home", `others may write to ${home}`, `chmod 700 ${home}`);
    }
    if (process.getuid && (facts.mode & 0o055) !== 0) {
      return warn("home", `others may look into ${home}`, `chmod 700 ${home}`);
    }
    return ok("home", home);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return ok("home", `${home} (made at the first start)`);
    return fail(
      "home",
      `${home} cannot be used: ${(error as Error).message}`,
      "check its rights, or set APERTURE_HOME",
    );
  }
}

function token(home: string): Finding {
  try {
    return ok("token", readToken(home) === undefined ? "made at the first start" : "only you can read it");
  } catch (error) {
    if (!ApertureError.is(error)) throw error;
    return fail("token", error.message, `chmod 600 ${String(error.facts.file)}, or remove it and start again`);
  }
}
