import type { BlocksPage, BlocksQuery, Mode, Session } from "@aperture/sdk";
import type { z } from "zod";
import type { Control } from "../../control/create-control.ts";
import type { Store } from "../../store/contract.ts";
import type { SessionRecord } from "../../store/records.ts";

/** How the API shows things: plugins see the same. */
export interface PluginViews {
  session(session: SessionRecord): Session;
  blocks(query: z.output<typeof BlocksQuery>, hide: (session: number, text: string) => string): BlocksPage;
}

/** What the services of plugins work with. */
export interface ServicesContext {
  readonly store: Store;
  readonly control: Pick<Control, "operations" | "staging" | "insight" | "governor" | "prices">;
  readonly views: PluginViews;
  /** Of the program: sessions may say another one. */
  readonly mode: () => Mode;
  /** Epoch ms. */
  readonly now: () => number;
}
