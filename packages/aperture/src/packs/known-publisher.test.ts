import type { LibraryEntry } from "@aperture/sdk";
import { expect, test } from "vitest";
import { knownPublisher } from "./known-publisher.ts";

const store = {
  plugins: { get: (id: string) => (id === "tidy" ? { provenance: { publisher: "ed25519:a" } } : undefined) },
};
const entries = [{ kind: "preset", name: "calm", signer: { fingerprint: "ed25519:b" } }] as LibraryEntry[];
const library = { list: ({ kind }: { kind?: string }) => entries.filter((each) => each.kind === kind) };
const of = (name: string) => knownPublisher(library as never, store as never, name);

test("plugins by name, items of the library by kind and name; nobody where nothing is here", () => {
  expect([of("tidy"), of("preset/calm")]).toEqual(["ed25519:a", "ed25519:b"]);
  expect([of("other"), of("rule/calm"), of("calm"), of("nothing/calm")]).toEqual([null, null, null, null]);
});
