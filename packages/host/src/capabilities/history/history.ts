import type { CapabilityName } from "@aperture/sdk";
import { type Capability, type CapabilityContext, needsFlag } from "../capability.ts";
import { projectHere, projectOf } from "../project-of.ts";
import { Slots } from "../slots.ts";
import { blame } from "./blame.ts";
import { companions } from "./companions.ts";
import { diff } from "./diff.ts";
import { disarm } from "./disarm.ts";
import { createGit, type Git, type GitParts } from "./git.ts";
import { log } from "./log.ts";
import { show } from "./show.ts";
import { status } from "./status.ts";

type HistoryName = Extract<CapabilityName, `history.${string}`>;
type HistoryCapabilities = { readonly [Name in HistoryName]: Capability<Name> };

/** The project's git history; git is run by the host, with nothing of the repository's own that runs programs. */
export function createHistory(plugin: string, parts: GitParts = {}): HistoryCapabilities {
  const slots = new Slots({ plugin, capability: "history", most: 2, mostWaiting: 32 });
  const plainGit = createGit(parts);
  const needs = needsFlag("history");

  /** Each call of git waits for its turn: two processes a plugin at most. */
  const gitOf =
    ({ closing }: CapabilityContext): Git =>
    (project, args, options) =>
      slots.run(closing, () => plainGit(project, args, options));

  const run = <Name extends HistoryName>(
    work: (
      git: Git,
      project: string,
      input: Parameters<Capability<Name>["run"]>[0],
      context: CapabilityContext,
    ) => ReturnType<Capability<Name>["run"]>,
  ): Capability<Name> => ({
    projectOf,
    needs,
    run: (input, context) => work(gitOf(context), projectHere(context.project), input, context),
  });

  return {
    "history.log": run<"history.log">(async (git, project, input, { closing }) => ({
      commits: await log(git, project, input, closing),
    })),
    "history.files-changed-with": run<"history.files-changed-with">((git, project, input, { closing }) =>
      companions(git, project, input, closing),
    ),
    "history.status": run<"history.status">(async (git, project, _input, { closing }) =>
      status(git, project, await disarm(git, project, closing), closing),
    ),
    "history.diff": run<"history.diff">(async (git, project, input, { closing }) =>
      diff(git, project, input, await disarm(git, project, closing), closing),
    ),
    "history.show": run<"history.show">((git, project, input, { closing }) => show(git, project, input, closing)),
    "history.blame": run<"history.blame">(async (git, project, input, { closing }) => {
      const { env } = await disarm(git, project, closing);
      return blame(git, project, input, env, closing);
    }),
  };
}
