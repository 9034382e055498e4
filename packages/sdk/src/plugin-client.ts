import type {
  AddRegistry,
  PluginAudit,
  PluginSearch,
  PluginUpdate,
  PluginUpdates,
  Registries,
  RollbackPlugin,
  StartUpdate,
} from "./api/plugin-sources.ts";
import type {
  BisectPlugins,
  InspectPlugin,
  InstallPlugin,
  PluginAction,
  PluginActionResult,
  PluginBisect,
  PluginGraph,
  PluginInfo,
  PluginInspection,
  PluginLogs,
  PluginPanel,
  PluginSecrets,
  Plugins,
  PluginUndone,
  RemovedPlugin,
  UndoPlugin,
  UpdatePlugin,
} from "./api/plugins.ts";
import type { Call } from "./control-client.ts";

const at = (id: string, rest = ""): string => `/plugins/${encodeURIComponent(id)}${rest}`;

/**
 * Plugins over HTTP, `ApertureClient.plugins`. What makes code run, or gives it more, takes the token. Each throws `ApiError` when the
 * API refuses.
 */
export class PluginClient {
  readonly #call: Call;
  constructor(call: Call) {
    this.#call = call;
  }
  #get = <T>(path: string, query: Parameters<Call>[2] = {}): Promise<T> => this.#call("GET", path, query);
  #post = <T>(path: string, body: unknown = {}): Promise<T> => this.#call("POST", path, {}, body);

  list = (): Promise<Plugins> => this.#get("/plugins");
  info = (id: string): Promise<PluginInfo> => this.#get(at(id));
  /** Who stands where in the pipeline, in order. */
  graph = (): Promise<PluginGraph> => this.#get("/plugins/graph");

  /** Reads a package and keeps nothing: what somebody is asked to consent to. */
  inspect = (source: InspectPlugin): Promise<PluginInspection> => this.#post("/plugins/inspect", source);
  install = (source: InstallPlugin): Promise<PluginInfo> => this.#post("/plugins", source);
  update = (id: string, change: UpdatePlugin): Promise<PluginInfo> => this.#call("PATCH", at(id), {}, change);
  /** `purge`: with what it stored. `now`: what it did to blocks is taken back with the next request, whatever that costs. */
  remove = (id: string, how: { purge?: boolean; apply?: UndoPlugin["apply"] } = {}): Promise<RemovedPlugin> =>
    this.#call("DELETE", at(id), { ...how });

  enable = (id: string): Promise<PluginInfo> => this.#post(at(id, "/enable"));
  disable = (id: string): Promise<PluginInfo> => this.#post(at(id, "/disable"));
  /** Out of quarantine, with no strikes. */
  release = (id: string): Promise<PluginInfo> => this.#post(at(id, "/release"));
  /** Its files anew. */
  reload = (id: string): Promise<PluginInfo> => this.#post(at(id, "/reload"));
  /** Takes back everything it ever did to blocks. */
  undo = (id: string, how: UndoPlugin = {}): Promise<PluginUndone> => this.#post(at(id, "/undo"), how);
  bisect = (step: BisectPlugins["step"]): Promise<PluginBisect> => this.#post("/plugins/bisect", { step });

  logs = (id: string, limit?: number): Promise<PluginLogs> => this.#get(at(id, "/logs"), { limit });
  panel = (id: string): Promise<PluginPanel> => this.#get(at(id, "/panel"));
  action = (id: string, name: string, input: PluginAction["input"] = {}): Promise<PluginActionResult> =>
    this.#post(at(id, `/actions/${encodeURIComponent(name)}`), { input });

  /** Names and whether they are set; a value is never told again. */
  secrets = (id: string): Promise<PluginSecrets> => this.#get(at(id, "/secrets"));
  setSecret = (id: string, name: string, value: string): Promise<PluginSecrets> =>
    this.#call("PUT", at(id, `/secrets/${encodeURIComponent(name)}`), {}, { value });
  removeSecret = (id: string, name: string): Promise<PluginSecrets> =>
    this.#call("DELETE", at(id, `/secrets/${encodeURIComponent(name)}`));

  /** What registries have; the ones that could not be asked are told beside it. */
  search = (q: string, registry?: string): Promise<PluginSearch> => this.#get("/plugins/search", { q, registry });
  registries = (): Promise<Registries> => this.#get("/plugins/registries");
  addRegistry = (registry: AddRegistry): Promise<Registries> => this.#post("/plugins/registries", registry);
  removeRegistry = (name: string): Promise<Registries> =>
    this.#call("DELETE", `/plugins/registries/${encodeURIComponent(name)}`);

  /** What is known of newer versions; `checkUpdates` asks the registries. */
  updates = (): Promise<PluginUpdates> => this.#get("/plugins/updates");
  checkUpdates = (signal?: AbortSignal): Promise<PluginUpdates> =>
    this.#call("POST", "/plugins/updates/check", {}, {}, signal);
  /** Answers when it is swapped, or where it stopped. Aborted before the swap, the installed version goes on. */
  startUpdate = (id: string, how: StartUpdate = {}, signal?: AbortSignal): Promise<PluginUpdate> =>
    this.#call("POST", at(id, "/update"), {}, how, signal);
  /** The version before. */
  rollback = (id: string, how: RollbackPlugin = {}): Promise<PluginInfo> => this.#post(at(id, "/rollback"), how);
  pin = (id: string, pinned: boolean): Promise<PluginInfo> => this.#post(at(id, "/pin"), { pinned });
  /** What is installed against what is known of it now. */
  audit = (): Promise<PluginAudit> => this.#get("/plugins/audit");
}
