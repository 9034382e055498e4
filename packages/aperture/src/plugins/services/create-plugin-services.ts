import type { Json } from "@aperture/host/border/calls";
import type { PluginServices } from "@aperture/host/host/services";
import type { EventData } from "@aperture/sdk";
import { findSession } from "../../control/look-up/find-session.ts";
import { idOf } from "../../control/look-up/ids.ts";
import { liveProjects } from "../../store/live-projects.ts";
import { addNote } from "./add-note.ts";
import { engineEvent } from "./engine-event.ts";
import { operate } from "./operate.ts";
import { pluginOf } from "./plugin-of.ts";
import type { PluginSecrets } from "./plugin-secrets.ts";
import { pluginStore } from "./plugin-store.ts";
import type { ProtectionMarker } from "./protection-marker.ts";
import type { ServicesContext } from "./services-context.ts";
import { stageText, unstageText } from "./stage-text.ts";
import { stateQuestions } from "./state.ts";
import { undoAll } from "./undo-all.ts";

export interface PluginServicesOptions extends ServicesContext {
  readonly secrets: Pick<PluginSecrets, "read" | "removeAll">;
  readonly protection: ProtectionMarker;
  readonly ownPorts: () => readonly number[];
  readonly speech: PluginServices["speech"];
}

/** What the program does for plugins. */
export function createPluginServices(options: PluginServicesOptions): PluginServices {
  const { secrets, protection, ownPorts, speech, ...context } = options;
  const { store } = context;
  return {
    store: pluginStore(store.plugins, protection, secrets),
    protection,
    state: async (actor, name, input, granted) => stateQuestions[name](context, actor, input, granted),
    operate: (actor, name, input, granted) => operate(context, actor, name, input, granted),
    stage: (actor, input, granted) => stageText(context, actor, input, granted),
    unstage: async (actor, input) => unstageText(context, actor, input),
    note: async (actor, input, granted) => addNote(context, actor, input, granted),
    undoAll: (actor, apply) => undoAll(context, actor, apply),
    effect: (actor) => store.control.actors.effectOf(actor),
    emit(type, data) {
      store.events.append(type, data as EventData<typeof type>);
    },
    subscribe: (listener) =>
      store.events.subscribe((event) => {
        const told = engineEvent(event);
        if (told) listener({ type: told.type, data: told.data as Json });
      }),
    secret: (id, name) => secrets.read(pluginOf(id), name),
    projects: () => liveProjects(context),
    session(name) {
      const session = name === undefined ? store.sessions.latest() : findSession(store, name);
      return session ? { id: idOf("session", session.n), project: session.project } : null;
    },
    ownPorts,
    speech,
  };
}
