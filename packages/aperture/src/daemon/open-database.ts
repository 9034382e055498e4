import { join } from "node:path";
import { ApertureError } from "@aperture/sdk";
import type { Logger } from "pino";
import type { Store } from "../store/contract.ts";
import { openStore } from "../store/open-store.ts";
import { createClosedStore } from "./closed-store.ts";

export interface DatabaseOptions {
  readonly home: string;
  readonly log: Logger;
  readonly now: () => number;
  readonly open?: typeof openStore | undefined;
}

/** Law 4: without a database requests still pass. One written by a newer Aperture is not trouble but a mistake: that is thrown, as `store_newer`. */
export function openDatabase({ home, log, now, open = openStore }: DatabaseOptions): Store {
  try {
    return open({ file: join(home, "aperture.db"), now, log });
  } catch (error) {
    if (!ApertureError.is(error) || error.code !== "store_unavailable") throw error;
    log.error({ err: error }, "the database could not be opened");
    return createClosedStore(String(error.facts.reason));
  }
}
