import { writeSync } from "node:fs";
import { createLibrary } from "@aperture/aperture/library/create-library";

/**
 * The process that library-kill.test.ts kills: `node library-child.ts <home> <starter>`. Imports five items for ever, all of one round; says so
 * before and behind each import.
 */
export type ChildLine = `begin ${number}` | `done ${number}`;
const say = (line: ChildLine): void => void writeSync(1, `${line}\n`);

const [home = "", starter = ""] = process.argv.slice(2);
const library = createLibrary({
  home,
  starter,
  projects: () => [],
  plugins: () => [],
  now: Date.now,
  log: { warn: () => {} },
});
const names = ["a", "b", "c", "d", "e"];
for (let round = 1; ; round++) {
  say(`begin ${round}`);
  const from = `round ${round}`;
  library.writeImported(
    names.map((name) => ({
      kind: "template",
      name,
      text: `kind: template\nname: ${name}\ndescription: ${from}\n# ${"x".repeat(2_000)}\n`,
    })),
    { source: "pack", signer: null, from },
  );
  say(`done ${round}`);
}
