import type { ApertureClient, PluginInfo } from "@aperture/sdk";
import { count } from "../control/count.ts";
import { describeFailure } from "../exit-codes.ts";
import { oneLine } from "../plain-text.ts";
import { type Finding, fail, ok, warn } from "./finding.ts";

/** Other people's stages: whether they run, and whether their code does what their manifest declares. */
export async function checkPlugins(client: Pick<ApertureClient, "plugins"> | undefined): Promise<Finding[]> {
  if (client === undefined) return [];
  try {
    const { safeMode, trouble, plugins } = await client.plugins.list();
    if (trouble !== null && !safeMode)
      return [
        fail(
          "plugins",
          `none runs, and it is not known what is installed: ${oneLine(trouble, 200)}`,
          "repair the database, then start Aperture again",
        ),
        ...plugins.flatMap(troublesOf),
      ];
    if (plugins.length === 0) return [ok("plugins", safeMode ? "none are installed; safe mode" : "none are installed")];
    if (safeMode) return [inSafeMode(plugins)];
    return [ok("plugins", `${plugins.length} installed: ${states(plugins)}`), ...plugins.flatMap(troublesOf)];
  } catch (error) {
    return [fail("plugins", `they cannot be asked about: ${describeFailure(error).message}`, "see the other lines")];
  }
}

/** `2 running, 1 disabled`. */
function states(plugins: readonly PluginInfo[]): string {
  const counts = new Map<string, number>();
  for (const { state } of plugins) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].map(([state, count]) => `${count} ${state}`).join(", ");
}

const inSafeMode = (plugins: readonly PluginInfo[]): Finding =>
  warn(
    "plugins",
    `safe mode: none of the ${plugins.length} installed runs, and what they protect is not protected`,
    "start without --safe-mode and APERTURE_PLUGINS=off, or `aperture config set plugins on`",
  );

function troublesOf({ id, state, trouble, lost, stages, unhandled, warnings }: PluginInfo): Finding[] {
  const check = `plugin ${id}`;
  if (lost)
    return [
      fail(
        check,
        `it protects requests and is lost, so they are refused: ${oneLine(trouble ?? "", 600)}`,
        `install and enable it again, or let requests pass without it: \`aperture plugin remove ${id}\``,
      ),
    ];
  const why = oneLine(trouble ?? "it failed", 200);
  return [
    ...(state === "quarantined"
      ? [
          warn(
            check,
            `quarantined: ${why}`,
            `see \`aperture plugin logs ${id}\`; \`aperture plugin enable ${id}\` brings it back`,
          ),
        ]
      : trouble === null
        ? []
        : [warn(check, `${state}: ${why}`, `see \`aperture plugin logs ${id}\``)]),
    ...warnings.map((line) => warn(check, oneLine(line, 600), `see \`aperture plugin info ${id}\``)),
    ...(unhandled.length === 0
      ? []
      : [
          warn(
            check,
            `declares what its code does not handle: ${oneLine(unhandled.join(", "), 200)}`,
            "tell its author; nothing else is wrong",
          ),
        ]),
    ...stages.flatMap(({ hook, calls, filtered }) =>
      calls > 0 || filtered === 0 || unhandled.includes(`stages: ${hook}`)
        ? []
        : [
            warn(
              check,
              `its stage ${hook} was never called: its filter matched nothing in ${count(filtered, "request")} since Aperture started`,
              "nothing is wrong where what it waits for has not come yet; else tell its author",
            ),
          ],
    ),
  ];
}
