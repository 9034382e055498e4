import "../testing/runes.ts";
import type { InspectPlugin, InstallPlugin } from "@aperture/sdk";
import { expect, test } from "vitest";
import { refusal } from "../testing/refusal.ts";
import { sampleInspection, sampleManifest, samplePlugin } from "../testing/sample-plugin.ts";
import { type InstallClient, PluginInstall } from "./plugin-install.svelte.ts";

function setUp(change: Partial<InstallClient> = {}, inspection = sampleInspection()) {
  const looked: InspectPlugin[] = [];
  const installed: InstallPlugin[] = [];
  const install = new PluginInstall({
    inspect: async (source) => {
      looked.push(source);
      return inspection;
    },
    install: async (source) => {
      installed.push(source);
      return samplePlugin();
    },
    ...change,
  });
  return { install, looked, installed };
}

test("nothing is granted that was not ticked, and what was shown is what is installed", async () => {
  const { install, looked, installed } = setUp();
  expect(await install.fromPath("  /plugins/short  ")).toBe(true);
  expect(looked).toEqual([{ path: "/plugins/short" }]);
  expect([...install.granted]).toEqual([]);
  install.tick("panel");
  expect((await install.consent())?.id).toBe("short-results");
  expect(installed).toEqual([
    {
      path: "/plugins/short",
      integrity: "sha512-of-what-was-shown",
      grant: ["panel"],
      acceptPublisher: false,
      trust: false,
      link: false,
    },
  ]);
  expect(install.inspection).toBeUndefined();
});

test("all of it, one of it less, none of it", async () => {
  const { install } = setUp();
  await install.fromPath("/p");
  install.tickAll(true);
  expect([...install.granted]).toEqual(["blocks.read:content", "panel"]);
  install.tick("panel");
  expect([...install.granted]).toEqual(["blocks.read:content"]);
  install.tickAll(false);
  expect([...install.granted]).toEqual([]);
});

test("a file goes as it is, in base64; a folder alone can be run from where it is", async () => {
  const { install, looked, installed } = setUp();
  await install.fromFile({ name: "short.tgz", size: 3, arrayBuffer: async () => new Uint8Array([1, 2, 255]).buffer });
  expect(looked).toEqual([{ archive: "AQL/" }]);
  expect(install.isFolder).toBe(false);
  install.link = true;
  await install.consent();
  expect(installed[0]).toMatchObject({ archive: "AQL/", link: false });

  await install.fromPath("/p/short.tgz");
  expect(install.isFolder).toBe(false);
  await install.fromPath("/p");
  install.link = true;
  await install.consent();
  expect(installed[1]).toMatchObject({ path: "/p", link: true });
});

test("what the API would not take is not sent to it", async () => {
  const { install, looked } = setUp();
  const read = () => Promise.reject(new Error("was read"));
  expect(await install.fromFile({ name: "big.tgz", size: 40_000_000, arrayBuffer: read })).toBe(false);
  expect([looked, install.deed.trouble]).toEqual([[], "big.tgz is larger than 32 MB"]);
});

test("what runs in-process is installed when its name was written, letter by letter", async () => {
  const native = sampleInspection({ manifest: sampleManifest({ runtime: "native" }) });
  const { install, installed } = setUp({}, native);
  await install.fromPath("/p");
  expect([install.isTrusted, await install.consent()]).toEqual([false, undefined]);
  install.typedName = "short-result";
  expect(await install.consent()).toBeUndefined();
  install.typedName = "short-results";
  await install.consent();
  expect(installed).toMatchObject([{ trust: true, grant: [] }]);
});

test("by name, from one registry where two have it; another publisher has to be accepted", async () => {
  const changed = sampleInspection({ signer: { fingerprint: "ed25519:00", publisher: "someone", status: "changed" } });
  const { install, looked, installed } = setUp({}, changed);
  await install.fromSpec(" notes@^1 ");
  await install.fromSpec("notes", "team");
  expect(looked).toEqual([{ spec: "notes@^1" }, { spec: "notes", registry: "team" }]);
  expect([install.needsPublisher, install.isReady, await install.consent()]).toEqual([true, false, undefined]);
  install.acceptsPublisher = true;
  await install.consent();
  expect(installed).toMatchObject([{ spec: "notes", registry: "team", acceptPublisher: true, link: false }]);
  await install.fromSpec("notes");
  expect(install.acceptsPublisher).toBe(false);
});

test("a refusal is told, and what was ticked stays", async () => {
  const { install } = setUp({ install: refusal(409, "It is not what was shown") });
  await install.fromPath("/p");
  install.tick("panel");
  expect(await install.consent()).toBeUndefined();
  expect(install.deed.trouble).toBe("It is not what was shown");
  expect([...install.granted]).toEqual(["panel"]);
});

test("another package begins with nothing ticked; one that is refused leaves no consent to give", async () => {
  const { install } = setUp();
  await install.fromPath("/p");
  install.tickAll(true);
  await install.fromPath("/q");
  expect([...install.granted]).toEqual([]);
  install.forget();
  expect(await install.consent()).toBeUndefined();
});
