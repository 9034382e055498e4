import { join } from "node:path";
import type { Library } from "../../../packages/aperture/src/library/contract.ts";
import { libraryHome } from "../../../packages/aperture/src/library/testing/library-home.ts";
import { createPacks } from "../../../packages/aperture/src/packs/create-packs.ts";
import type { PackPreview } from "../../../packages/sdk/src/api/library.ts";
import { starterItems } from "../../bench/context/pipeline/library-plans.ts";

const starter = join(import.meta.dirname, "../../../library");
const person = { home: "/data/people/mira", user: "mira" };
const now = (): number => Date.UTC(2026, 0, 2, 3, 4, 5);

export interface SharedLibrary {
  /** Of the home that shares it: what ships. */
  readonly here: Library;
  /** Of a home in which nothing was, not even what ships: what came in the pack. */
  readonly there: Library;
  /** The pack itself. */
  readonly pack: Buffer;
  /** Another pack, into the other home. */
  readonly take: (pack: Buffer) => Promise<PackPreview>;
  close(): Promise<void>;
}

/** Everything that ships, in one pack from one home to another. */
export async function shareStarter(): Promise<SharedLibrary> {
  const [from, to] = [libraryHome({ starter }), libraryHome()];
  const [here, there] = [from.open(), to.open()];
  const close = async (): Promise<void> => {
    for (const library of [here, there]) await library.close();
    for (const place of [from, to]) place.remove();
  };
  try {
    const { pack } = await createPacks({ home: from.home, library: here, now, person }).export({
      items: starterItems(here),
      publisher: "Mira",
    });
    const packs = createPacks({ home: to.home, library: there, now, person });
    await packs.import({ pack });
    const take = (bytes: Buffer): Promise<PackPreview> =>
      packs.import({ pack: bytes.toString("base64"), replace: true, acceptSigner: true });
    return { here, there, pack: Buffer.from(pack, "base64"), take, close };
  } catch (error) {
    await close();
    throw error;
  }
}
