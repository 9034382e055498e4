import type {
  InspectPlugin,
  InstallPlugin,
  Panel,
  Patch,
  PermissionDiff,
  PluginAudit,
  PluginGraph,
  PluginInfo,
  PluginInspection,
  StageDeclaration,
  StagePosition,
  UpdatePlugin,
} from "@aperture/sdk";
import type { BlockFacts } from "../border/block-facts.ts";
import type { FinishedAnswer, Json, RequestFacts } from "../border/calls.ts";
import type { ResolvedPackage } from "../install/package-sources.ts";
import type { ReadPackage } from "../load/read-package.ts";
import type { Consent } from "./install-plugin.ts";
import type { GrantedIn, PluginLogLine, PluginRecord } from "./services.ts";
import type { StageWitness } from "./stage-witness.ts";
import type { Trial } from "./trial.ts";

/** A stage of a plugin that stands in a slot for one request. */
export interface HostedStage {
  /** Plugin id. */
  readonly plugin: string;
  /** `plugin:<id>/<hook>`, as it is shown in runs. */
  readonly name: string;
  readonly declaration: StageDeclaration;
  /** What the user granted its plugin, by project: for what its patch wants beside blocks. */
  readonly granted: GrantedIn;
  /**
   * Filters, crosses the border, brings back a patch that was checked against the plugin's permissions and these blocks. Null: it was not
   * called (its filter matched nothing, or it is still starting and `passthrough`). Rejects with a `PluginError` of `plugin_timeout`,
   * `plugin_failed`, `plugin_out_of_memory`, `plugin_bad_answer`, `plugin_gone`, `plugin_not_ready`; a strike is already counted.
   */
  run(
    blocks: readonly BlockFacts[],
    request: RequestFacts,
  ): Promise<{ patch: Patch; refused: readonly string[] } | null>;
}

/** Which one is tried. `granted`: what would hold for a package that is not installed; default: what holds now. */
export type TrialVersion =
  | "installed"
  | "previous"
  | { readonly found: ReadPackage; readonly granted?: readonly string[] | undefined };

/** All plugins of this program. Errors are `ApertureError`s of docs/errors/plugins.md. */
export interface PluginHost {
  /** True where nothing of others runs (`--safe-mode`, `APERTURE_PLUGINS=off`). */
  readonly safeMode: boolean;
  /** Starts what is wanted; resolves at once, plugins come up behind it. */
  start(): void;
  /** Why it is not known which plugins there are, and none runs: the store cannot be read. Null where it can. */
  trouble(): string | null;
  list(): PluginInfo[];
  /** Throws `plugin_not_found`. */
  info(id: string): PluginInfo;
  /** Reads and checks a package without keeping anything. */
  inspect(source: InspectPlugin): Promise<PluginInspection>;
  install(source: InstallPlugin): Promise<PluginInfo>;
  /** Installs what was resolved and checked before; whether it runs stays as it is. Without `grant` it holds what the version before held. */
  take(resolved: ResolvedPackage, consent: Consent): Promise<PluginInfo>;
  /**
   * The version before is back at once, from this machine, with its grants but for what was taken away since, and with the settings of now where
   * it understands them; the one that was there is the one before now. `force`: though it was withdrawn. Throws `plugin_no_previous`,
   * `plugin_pinned`, `plugin_update_refused`.
   */
  rollback(id: string, how?: { readonly reason?: string; readonly force?: boolean }): Promise<PluginInfo>;
  pin(id: string, pinned: boolean): PluginInfo;
  /** Reads every installed file anew. */
  audit(): Promise<PluginAudit>;
  /** What is kept of it. */
  record(id: string): PluginRecord;
  /** What a package asks for beyond what is installed. */
  diff(id: string, resolved: Pick<ResolvedPackage, "found" | "provenance">): PermissionDiff;
  /**
   * A version beside the one that runs: with its settings and grants, without any effect. Rejects where it does not start;
   * `plugin_no_previous`, `plugin_untrusted`.
   */
  trial(id: string, version: TrialVersion): Promise<Trial>;
  /** Who looks on as its stages are called; null: nobody any more. */
  watch(id: string, witness: StageWitness | null): void;
  update(id: string, change: UpdatePlugin): Promise<PluginInfo>;
  enable(id: string): Promise<PluginInfo>;
  disable(id: string): Promise<PluginInfo>;
  /** Out of quarantine, with no strikes. */
  release(id: string): Promise<PluginInfo>;
  /** Its files anew; a running one is replaced when the new one has started. */
  reload(id: string): Promise<PluginInfo>;
  /** `purge`: with what it stored. `apply`: when what it did is taken back, as for `undo`. */
  remove(id: string, purge: boolean, apply?: "when-free" | "now"): Promise<{ undone: number }>;
  /** `now`: with the next request, whatever it costs; default: when it is free or pays. */
  undo(id: string, apply?: "when-free" | "now"): Promise<number>;
  graph(): PluginGraph;
  logs(id: string, limit: number): PluginLogLine[];
  panel(id: string): Promise<{ panel: Panel | null; trouble: string | null }>;
  action(id: string, name: string, input: Json): Promise<Json>;
  /** GET only: path, query and headers that are harmless. */
  serve(
    id: string,
    request: { readonly path: string; readonly query: Readonly<Record<string, string>> },
  ): Promise<{ status: number; headers: Readonly<Record<string, string>>; body: string }>;

  /** Whether any plugin has a stage that may want this request: if not, nothing waits for plugins. A property look-up. */
  hasStages(): boolean;
  /** Whether a request of this project must not leave unprocessed: an enabled plugin has a `block` stage. */
  blocks(): readonly string[];
  /** Stages of a slot, in order, of whatever project: what was taken away in one, `run` knows by the request. */
  stagesAt(position: StagePosition): readonly HostedStage[];
  /** Whether any plugin wants to hear of answers. */
  hearsAnswers(): boolean;
  /** A finished answer: tells `on_response` stages, in the background; texts only where content may be read. */
  answered(request: RequestFacts, answer: FinishedAnswer): void;
  forgetLane(lane: number): void;
  /** 2 s to clean up, then what is left is killed. */
  close(): Promise<void>;
}
