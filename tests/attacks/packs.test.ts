import { craftPack } from "@aperture/aperture/packs/testing/craft-pack";
import { packHome, refusal } from "@aperture/aperture/packs/testing/pack-home";
import { afterAll, describe, expect, test } from "vitest";
import { hostileEntries, hostileFiles } from "../support/packs/hostile-archives.ts";
import type { HostileCases } from "../support/packs/hostile-case.ts";
import { hostileItems, hostileManifests } from "../support/packs/hostile-items.ts";

/** Packs that mean harm: refused with a reason, by a look at them and by an import, and nothing of them is on the disk. */

const isDeep = process.env.APERTURE_DEEP === "1";
/** Nothing is ever written here, whatever comes. */
const home = packHome();
home.library.write("rule", "mine", craftRule("mine"));
const before = home.files();
afterAll(() => home.close());

async function expectRefused(pack: Buffer, what: string): Promise<string> {
  const reasons: string[] = [];
  for (const dryRun of [true, false]) {
    const error = await refusal(home.take(pack, { dryRun, replace: true, acceptSigner: true }));
    expect(error.code, what).toBe("pack_refused");
    reasons.push(String(error.facts.reason));
  }
  expect(reasons[1], what).toBe(reasons[0]);
  return reasons[0]!;
}

async function expectTaken(pack: Buffer): Promise<void> {
  const fresh = packHome();
  try {
    const { imported, items } = await fresh.take(pack);
    expect(imported).toBe(true);
    for (const { kind, name, text } of items) expect(fresh.library.get(kind, name).text).toBe(text);
  } finally {
    await fresh.close();
  }
}

const groups: Record<string, HostileCases> = {
  "the file": hostileFiles,
  "the archive": hostileEntries,
  "the manifest": hostileManifests,
  "the items": hostileItems,
};

describe.each(Object.entries(groups))("%s", (_, cases) => {
  test.each(Object.entries(cases))("%s", async (what, { pack, reason, twin = {} }) => {
    expect(await expectRefused(craftPack(pack), what)).toContain(reason);
    expect(home.files()).toEqual(before);
    await expectTaken(craftPack(twin));
  });
});

describe("names of what is there", () => {
  test("one that looks like it is refused; its own is a replacement, another one is new", async () => {
    const pack = (name: string) => craftPack({ items: [{ kind: "rule", name, text: craftRule(name) }] });
    const there = packHome();
    there.library.write("rule", "well", craftRule("well"));
    const kept = there.files();
    expect((await refusal(there.take(pack("we1l")))).facts.reason).toContain("looks like well");
    expect(there.files()).toEqual(kept);
    expect((await there.take(pack("well"), { dryRun: true })).items[0]?.state).toBe("same");
    expect((await there.take(pack("wall"), { dryRun: true })).items[0]?.state).toBe("new");
    await there.close();
  });
});

describe("every byte counts", () => {
  const pack = craftPack();

  test("the pack itself is taken", () => expectTaken(pack));

  test("with any one byte changed it is refused", async () => {
    const bits = isDeep ? [1, 2, 4, 8, 16, 32, 64, 128] : [0];
    for (let at = 0; at < pack.length; at++)
      for (const bit of bits) {
        const changed = Buffer.from(pack);
        changed[at]! ^= bit || 1 << (at % 8);
        const error = await refusal(home.take(changed, { replace: true, acceptSigner: true }));
        expect(error.code, `byte ${at}`).toBe("pack_refused");
      }
    expect(home.files()).toEqual(before);
  });

  test("with a byte left out, doubled or put in anywhere it is refused", async () => {
    const step = isDeep ? 1 : 37;
    for (let at = 0; at < pack.length; at += step) {
      const [front, back] = [pack.subarray(0, at), pack.subarray(at)];
      for (const changed of [
        [front, back.subarray(1)],
        [front, back.subarray(0, 1), back],
        [front, Buffer.alloc(1), back],
      ])
        await refusal(home.take(Buffer.concat(changed)));
    }
    expect(home.files()).toEqual(before);
  });

  test("cut at every tenth, and at every block, it is refused", async () => {
    const ends = Array.from({ length: 10 }, (_, tenth) => Math.floor((pack.length * tenth) / 10));
    for (let end = 0; end < pack.length; end += 512) ends.push(end);
    for (const end of ends) await expectRefused(pack.subarray(0, end), `cut at ${end}`);
    expect(home.files()).toEqual(before);
  });

  test("base64 that is written otherwise is refused", async () => {
    const honest = pack.toString("base64");
    for (const text of [honest.replace(/.$/, ""), `${honest}====`, honest.replaceAll("A", "A\n")])
      await expect(home.packs.import({ pack: text })).rejects.toThrow();
    expect(home.files()).toEqual(before);
  });
});

function craftRule(name: string): string {
  return `kind: rule\nname: ${name}\nwhen: {select: "role:tool_result"}\naction: {do: remove}\n`;
}
