import "../testing/runes.ts";
import type { ExportPack } from "@aperture/sdk";
import { expect, test } from "vitest";
import { refusal } from "../testing/refusal.ts";
import { sampleEntry } from "../testing/sample-library.ts";
import { PackExport } from "./pack-export.svelte.ts";

test("names alone go out, and the bytes that come back are saved as they are", async () => {
  const sent: ExportPack[] = [];
  const saved: unknown[] = [];
  const pack = new PackExport(
    {
      export: async (input) => {
        sent.push(input);
        return { pack: "AQL/", filename: "calm.aperture-pack", fingerprint: "ed25519:00", items: [], added: [] };
      },
    },
    (name, bytes) => saved.push([name, [...bytes]]),
  );
  pack.publisher = " team ";
  expect(await pack.make([sampleEntry()])).toBe(true);
  expect(sent).toEqual([{ items: [{ kind: "preset", name: "calm" }], note: "", publisher: "team" }]);
  expect(saved).toEqual([["calm.aperture-pack", [1, 2, 255]]]);
  expect(pack.made?.fingerprint).toBe("ed25519:00");
});

test("with a secret in it nothing is saved, and the place is told", async () => {
  const saved: unknown[] = [];
  const pack = new PackExport({ export: refusal(422, "preset calm holds what looks like a secret") }, (name) =>
    saved.push(name),
  );
  expect(await pack.make([sampleEntry()])).toBe(false);
  expect([saved, pack.made, pack.deed.trouble]).toEqual([[], undefined, "preset calm holds what looks like a secret"]);
});
