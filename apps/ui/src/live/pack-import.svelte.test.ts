import "../testing/runes.ts";
import type { ImportPack, InstallLibraryItem, PackPreview } from "@aperture/sdk";
import { expect, test } from "vitest";
import { refusal } from "../testing/refusal.ts";
import { samplePack } from "../testing/sample-library.ts";
import { PackImport } from "./pack-import.svelte.ts";

const file = { name: "team.aperture-pack", size: 3, arrayBuffer: async () => new Uint8Array([1, 2, 255]).buffer };

function setUp(preview: PackPreview = samplePack()) {
  const sent: ImportPack[] = [];
  const named: InstallLibraryItem[] = [];
  const pack = new PackImport({
    import: async (input) => {
      sent.push(input);
      return { ...preview, imported: input.dryRun !== true };
    },
    install: async (input) => {
      named.push(input);
      return { ...preview, imported: input.dryRun !== true };
    },
  });
  return { pack, sent, named };
}

test("it is looked at first; what is imported is what was shown", async () => {
  const { pack, sent } = setUp();
  expect(await pack.look(file)).toBe(true);
  expect(sent[0]).toMatchObject({ pack: "AQL/", dryRun: true });
  expect([pack.title, pack.isReady]).toEqual(["team.aperture-pack", true]);
  expect((await pack.confirm())?.imported).toBe(true);
  expect(sent[1]).toEqual({ pack: "AQL/", integrity: "sha512-of-the-pack", replace: false, acceptSigner: false });
  expect(pack.preview).toBeUndefined();
});

test("another key than before, and what is there under the same names, each take a word", async () => {
  const [item] = samplePack().items;
  const { pack, sent } = setUp(
    samplePack({
      signer: { fingerprint: "ed25519:ff", publisher: "team", status: "changed" },
      items: [{ ...item!, state: "replaces" }],
    }),
  );
  await pack.look(file);
  expect([pack.isReady, await pack.confirm()]).toEqual([false, undefined]);
  pack.acceptsSigner = true;
  expect(pack.isReady).toBe(false);
  pack.replaces = true;
  await pack.confirm();
  expect(sent[1]).toMatchObject({ acceptSigner: true, replace: true });
});

test("by name it is looked at and taken the same way, and no file goes along", async () => {
  const { pack, sent, named } = setUp();
  expect(await pack.find({ kind: "rule", name: "fold" })).toBe(true);
  expect(pack.title).toBe("rule fold");
  await pack.confirm();
  expect([sent, named]).toEqual([
    [],
    [
      { kind: "rule", name: "fold", dryRun: true, replace: true, acceptSigner: true },
      { kind: "rule", name: "fold", integrity: "sha512-of-the-pack", replace: false, acceptSigner: false },
    ],
  ]);
});

test("another pack begins with nothing said", async () => {
  const { pack } = setUp(samplePack({ signer: { fingerprint: "x", publisher: "team", status: "changed" } }));
  await pack.look(file);
  pack.acceptsSigner = true;
  await pack.look(file);
  expect([pack.acceptsSigner, pack.isReady]).toEqual([false, false]);
});

test("what is too large is not read; what is no pack says why, and there is nothing to confirm", async () => {
  const { pack, sent } = setUp();
  const read = () => Promise.reject(new Error("was read"));
  expect(await pack.look({ name: "big", size: 9_000_000, arrayBuffer: read })).toBe(false);
  expect([sent, pack.deed.trouble]).toEqual([[], "big is larger than 5.9 MB: no pack is"]);

  const refusing = new PackImport({
    import: refusal(422, "The pack is refused: no signature"),
    install: refusal(404, "There is no preset calm"),
  });
  expect(await refusing.look(file)).toBe(false);
  expect([refusing.deed.trouble, refusing.preview, await refusing.confirm()]).toEqual([
    "The pack is refused: no signature",
    undefined,
    undefined,
  ]);
});
