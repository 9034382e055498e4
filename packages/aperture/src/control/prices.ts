import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { PriceTable } from "@aperture/engine/governor/prices";
import { ApertureError } from "@aperture/sdk";
import { parse } from "yaml";
import { checkLoosePrices, checkPrices, type LoosePrices, mergePrices, PricesFile, priceTable } from "./prices-file.ts";

const bundled = fileURLToPath(new URL("../../data/prices.yml", import.meta.url));
/** Characters that are read of a price list; the bundled one has 7,000. */
const LONGEST = 1_000_000;

export interface LoadPricesOptions {
  /** Aperture's home: what its `prices.yml` says goes first, where there is one. */
  readonly home?: string;
  /** Told why the user's file is not used. */
  readonly warn?: (message: string) => void;
}

/**
 * What models cost: the bundled list, and over it what the user's own `prices.yml` says. A user's file that is wrong anywhere is
 * left out as a whole, with a warning: a typing error must neither stop the proxy nor price half of the models.
 */
export function loadPrices({ home, warn = () => {} }: LoadPricesOptions = {}): PriceTable {
  const ours = readPrices(bundled);
  if (!ours) throw new ApertureError("prices_invalid", { file: bundled, reason: "it is missing" });
  const table = priceTable(checkPrices(PricesFile, ours, bundled));
  if (home === undefined) return table;
  const file = join(home, "prices.yml");
  try {
    const theirs = readPrices(file);
    return theirs ? priceTable(checkPrices(PricesFile, mergePrices(ours, theirs), file)) : table;
  } catch (error) {
    warn(`${(error as Error).message}; the bundled prices of ${table.date} are used`);
    return table;
  }
}

/** Undefined where there is no such file. */
function readPrices(file: string): LoosePrices | undefined {
  let content: unknown;
  try {
    const text = readFileSync(file, "utf8");
    if (text.length > LONGEST) throw new RangeError("it is too long");
    content = parse(text);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    const reason = (error as Error).message.split("\n")[0]!.replace(/:$/, "");
    throw new ApertureError("prices_invalid", { file, reason }, { cause: error });
  }
  return checkLoosePrices(content, file);
}
