import type { PluginHost } from "@aperture/host/host/plugin-host";
import type { Health } from "@aperture/sdk";
import type { Config } from "../config/config.ts";
import type { Insight } from "../control/contract.ts";
import type { HoldBook } from "../control/holds.ts";
import type { ControlService } from "../control/operations/control-service.ts";
import type { Staging } from "../control/staging/staging.ts";
import type { Bisect } from "../plugins/bisect.ts";
import type { PluginSecrets } from "../plugins/services/plugin-secrets.ts";
import type { Store } from "../store/contract.ts";
import type { Audit } from "./audit.ts";
import type { Tokens } from "./auth/tokens.ts";
import type { Distribution } from "./distribution-services.ts";
import type { LibraryManagement } from "./library-services.ts";
import type { StaticPage } from "./page.ts";

/** What may be done to conversations, and what is told of it. */
export interface ControlServices {
  readonly operations: ControlService;
  readonly staging: Pick<Staging, "add" | "list" | "setEnabled" | "remove" | "prefetch">;
  readonly insight: Insight;
  readonly holds: Omit<HoldBook, "wait">;
}

/** Other people's stages, and what is kept for them beside the host. */
export interface PluginManagement {
  readonly host: PluginHost;
  /** No values: only a plugin's own call gets one (`PluginServices.secret`). */
  readonly secrets: Pick<PluginSecrets, "names" | "set" | "remove">;
  readonly bisect: Bisect;
  readonly distribution: Distribution;
}

/** What routes work with: one object, built by `createApi`. */
export interface ApiServices {
  readonly store: Store;
  readonly control: ControlServices;
  readonly plugins: PluginManagement;
  readonly library: LibraryManagement;
  readonly config: Pick<Config, "apiPort" | "auth" | "home" | "mode">;
  readonly health: () => Health;
  readonly token: string;
  readonly tokens: Tokens;
  readonly audit: Audit;
  readonly page: StaticPage | null;
  /** The port that is listened on; the configured one before that. */
  readonly port: () => number;
  readonly onShutdown: () => void;
  readonly now: () => number;
  /** Milliseconds between signs of life on an event stream. */
  readonly heartbeat: number;
  /** Ends with the server: streams that are still open are closed then. */
  readonly closing: AbortSignal;
  /** Told of failures that are ours; the answer only names them. */
  readonly failed: (error: unknown) => void;
}
