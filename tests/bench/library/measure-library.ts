import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createGrammars } from "../../../packages/aperture/src/control/grammars.ts";
import { loadPrices } from "../../../packages/aperture/src/control/prices.ts";
import { starterLibrary } from "../../../packages/aperture/src/replay/testing/starter-library.ts";
import { createCompress } from "../../../packages/engine/src/compression/compress.ts";
import { loadTranscripts } from "../../../packages/engine/src/dialects/testing/load-transcripts.ts";
import { cacheRules } from "../../../packages/engine/src/governor/prices.ts";
import { MeasuredEffect } from "../../../packages/sdk/src/library/effect.ts";
import { terms } from "../context/bill.ts";
import { billOf } from "../context/measure.ts";
import { raw } from "../context/methods/raw.ts";
import { itemPlan, replayPlan, starterItems } from "../context/pipeline/library-plans.ts";
import { memoizedCompress } from "../context/pipeline/memoized-compress.ts";
import { readSession } from "../context/session.ts";
import { changedRows } from "./changed-rows.ts";
import { addSums, effectOver, type SessionFigures, sumOf } from "./measure-item.ts";
import { prepareOutlines } from "./prepare-outlines.ts";

// What each of the starter library does to every recorded session, at both lifetimes of the cache, billed by the bench. Writes
// library/effects.json; with --check it only says whether that still is what is measured.

const file = join(import.meta.dirname, "../../../library/effects.json");
const ttls = ["5m", "1h"] as const;

async function main(isCheck: boolean): Promise<void> {
  const transcripts = loadTranscripts();
  if (transcripts.length === 0) return;
  const shelf = starterLibrary();
  // A busy machine must not make other outlines than an idle one.
  const grammars = createGrammars({ deadline: 60_000 });
  const prices = loadPrices();
  const items = starterItems(shelf.library);
  const figures = new Map(items.map((item) => [item, [] as SessionFigures[]]));
  for (const transcript of transcripts) {
    const session = readSession(transcript);
    await prepareOutlines(session, grammars);
    const compress = memoizedCompress(createCompress({ skeleton: grammars.skeleton }));
    const rules = cacheRules(prices, transcript.model, "anthropic");
    const untouched = ttls.map((ttl) => sumOf(billOf(session, raw.run(session, ttl).requests, terms[ttl])));
    for (const item of items) {
      const shipped = ttls.map((ttl) => {
        const turns = replayPlan(session, itemPlan(shelf.library, item, compress), { compress, rules, ttl });
        return sumOf(turns.map(({ billed }) => billed));
      });
      figures.get(item)!.push({
        requests: session.turns.length,
        before: untouched.reduce(addSums),
        after: shipped.reduce(addSums),
      });
    }
  }
  await grammars.close();
  await shelf.close();
  const measured = items.map((item) => effectOver(item, figures.get(item)!));
  process.stdout.write(`${table(measured).join("\n")}\n`);
  if (!isCheck) return writeFileSync(file, `${JSON.stringify(measured, null, 2)}\n`);
  const stored = existsSync(file) ? MeasuredEffect.array().parse(JSON.parse(readFileSync(file, "utf8"))) : [];
  const changed = changedRows(stored, measured);
  if (changed.length === 0) return;
  process.stderr.write(
    `library/effects.json is not what is measured: npm run measure-library\n${changed.join("\n")}\n`,
  );
  process.exitCode = 1;
}

function table(measured: readonly MeasuredEffect[]): string[] {
  const percent = (value: number): string => `${(value * 100).toFixed(2)} %`.padStart(10);
  const head = `${"".padEnd(32)}${["bill", "tokens", "best", "worst"].map((word) => word.padStart(10)).join("")}`;
  return [
    head,
    ...measured.map(
      ({ kind, name, billChange, tokenChange, best, worst }) =>
        `${`${kind} ${name}`.padEnd(32)}${[billChange, tokenChange, best, worst].map(percent).join("")}`,
    ),
  ];
}

await main(process.argv.includes("--check"));
