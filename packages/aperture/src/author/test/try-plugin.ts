import type { LoadedPlugin } from "@aperture/host/border/runner";
import type { NamedFixture } from "../fixture/read-fixtures.ts";
import { type Replayer, startReplay } from "../replay/replay.ts";
import { checkInvariants, type Invariants } from "./check-invariants.ts";

/** A sandbox that the machine, busy with something else, ended by its clock: the plugin's own slowness is told with its deadline. */
const ended = /went on running after its calls|has ended/;
const attempts = 3;

/** A plugin on its recordings, and the sandbox that it ran in, for more; begun anew where the sandbox was ended by no fault of the plugin's. */
export async function tryPlugin(
  plugin: LoadedPlugin,
  fixtures: readonly NamedFixture[],
): Promise<Invariants & { readonly replayer: Replayer }> {
  for (let attempt = 1; ; attempt++) {
    const replayer = await startReplay({ plugin });
    try {
      const found = await checkInvariants(plugin, fixtures, replayer);
      const isBroken = found.problems.some(({ message }) => ended.test(message));
      if (!isBroken || attempt === attempts) return { ...found, replayer };
    } catch (error) {
      await replayer.close();
      throw error;
    }
    await replayer.close();
  }
}
