import { newSigningKey } from "@aperture/host/signing/signing-key";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { craftPack, rule } from "./testing/craft-pack.ts";
import { type PackHome, packHome, refusal } from "./testing/pack-home.ts";

let home: PackHome;
beforeEach(() => {
  home = packHome();
});
afterEach(() => home.close());
const [one, other] = [newSigningKey(), newSigningKey()];

describe("who signed", () => {
  test("new at first, known after an import; a preview makes nobody known", async () => {
    const pack = craftPack({ key: one, publisher: "Team" });
    for (const _ of [1, 2]) expect((await home.take(pack, { dryRun: true })).signer.status).toBe("new");
    expect((await home.take(pack)).signer.status).toBe("new");
    expect((await home.take(pack, { dryRun: true })).signer.status).toBe("known");
  });

  test("another key under a known name is told in the preview, refused, and taken when that is said", async () => {
    await home.take(craftPack({ key: one, publisher: "Team" }));
    const before = home.files();
    const pack = craftPack({ key: other, publisher: "Team", items: [rule("trim-more")] });
    expect((await home.take(pack, { dryRun: true })).signer.status).toBe("changed");
    const error = await refusal(home.take(pack));
    expect(error).toMatchObject({
      code: "pack_signer_changed",
      facts: { publisher: "Team", before: one.fingerprint, after: other.fingerprint },
    });
    expect(home.files()).toEqual(before);
    await home.take(pack, { acceptSigner: true });
    expect((await home.take(pack, { dryRun: true })).signer.status).toBe("known");
    const back = craftPack({ key: one, publisher: "team" });
    expect((await home.take(back, { dryRun: true })).signer.status).toBe("changed");
  });

  test("whoever gives no name is known by the key, and never another one", async () => {
    await home.take(craftPack({ key: one }));
    expect((await home.take(craftPack({ key: one }), { dryRun: true })).signer.status).toBe("known");
    expect((await home.take(craftPack({ key: other }), { dryRun: true })).signer.status).toBe("new");
  });

  test.each([
    ["Te\u200bam", "nobody sees"],
    ["Team\u202e", "nobody sees"],
    ["Teаm", "mixes letters"],
    ["Ｔeam", "only look like"],
    ["Team\nverified by Aperture", "more than a line"],
    [` Team`, "more than a line"],
    [`ed25519:${"0".repeat(64)}`, "like a fingerprint"],
  ])("the name %j is refused", async (publisher, reason) => {
    const error = await refusal(home.take(craftPack({ publisher })));
    expect(error.facts.reason).toContain(reason);
    expect(home.files()).toEqual({});
    await home.take(craftPack({ publisher: "Team" }));
  });

  test.each(["Команда", "チーム", "Équipe d’Émile", "Tεαm Ω".slice(5)])("the name %j is taken", async (publisher) => {
    await expect(home.take(craftPack({ publisher }))).resolves.toMatchObject({ signer: { publisher } });
  });

  test("where signers cannot be read, nothing is imported", async () => {
    home.write("home/known-signers.json", "{");
    const error = await refusal(home.take(craftPack()));
    expect(error.code).toBe("signing_file_unsafe");
    expect(Object.keys(home.files())).toEqual(["known-signers.json"]);
  });
});
