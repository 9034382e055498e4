import type { PluginState } from "@aperture/sdk";

/**
 * What happens to a plugin. `enable`, `disable`, `release`, `reload`, `remove`: somebody wants it. `started`, `start-failed`: how a start
 * ended. `strike`: a call failed; `third-strike`: the third in a row. `crashed`: what ran has ended by itself. `stopped`: what ran was ended.
 */
export type LifeEvent =
  | "enable"
  | "started"
  | "start-failed"
  | "strike"
  | "third-strike"
  | "crashed"
  | "disable"
  | "release"
  | "reload"
  | "stopped"
  | "remove";

/** `illegal`: an operation is refused with `plugin_state`; nothing else may bring such an event about. */
export type Cell = PluginState | "illegal";

/** The life of a plugin, total: SPEC.md says why. */
export const transitions: Readonly<Record<PluginState, Readonly<Record<LifeEvent, Cell>>>> = {
  disabled: {
    enable: "starting",
    started: "illegal",
    "start-failed": "illegal",
    strike: "disabled",
    "third-strike": "disabled",
    crashed: "illegal",
    disable: "disabled",
    release: "illegal",
    reload: "disabled",
    stopped: "illegal",
    remove: "removed",
  },
  starting: {
    enable: "starting",
    started: "running",
    "start-failed": "starting",
    strike: "starting",
    "third-strike": "quarantined",
    crashed: "starting",
    disable: "stopping",
    release: "illegal",
    reload: "starting",
    stopped: "illegal",
    remove: "illegal",
  },
  running: {
    enable: "running",
    started: "running",
    "start-failed": "running",
    strike: "running",
    "third-strike": "quarantined",
    crashed: "starting",
    disable: "stopping",
    release: "illegal",
    reload: "running",
    stopped: "illegal",
    remove: "illegal",
  },
  quarantined: {
    enable: "starting",
    started: "illegal",
    "start-failed": "illegal",
    strike: "quarantined",
    "third-strike": "quarantined",
    crashed: "illegal",
    disable: "disabled",
    release: "starting",
    reload: "quarantined",
    stopped: "illegal",
    remove: "illegal",
  },
  stopping: {
    enable: "illegal",
    started: "illegal",
    "start-failed": "illegal",
    strike: "stopping",
    "third-strike": "stopping",
    crashed: "illegal",
    disable: "stopping",
    release: "illegal",
    reload: "illegal",
    stopped: "disabled",
    remove: "illegal",
  },
  removed: {
    enable: "illegal",
    started: "illegal",
    "start-failed": "illegal",
    strike: "removed",
    "third-strike": "removed",
    crashed: "illegal",
    disable: "illegal",
    release: "illegal",
    reload: "illegal",
    stopped: "illegal",
    remove: "illegal",
  },
};
