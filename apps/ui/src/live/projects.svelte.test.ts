import "../testing/runes.ts";
import type { ProjectTrust, TrustProject } from "@aperture/sdk";
import { expect, test } from "vitest";
import { refusal } from "../testing/refusal.ts";
import { Projects } from "./projects.svelte.ts";

const folder = (fields: Partial<ProjectTrust> = {}): ProjectTrust => ({
  folder: "/shop",
  state: "untrusted",
  digest: "digest-1",
  files: [".aperture.yml"],
  profile: null,
  trouble: null,
  says: ["the preset calm"],
  ...fields,
});

test("what is trusted is what was shown; taking trust away needs no look", async () => {
  const sent: TrustProject[] = [];
  const projects = new Projects({
    lookAtProject: async (path) => folder({ folder: path, state: sent.at(-1)?.trust ? "trusted" : "untrusted" }),
    trust: async (input) => {
      sent.push(input);
      return folder();
    },
  });
  expect(await projects.trust(true)).toBe(false);
  await projects.look("/shop");
  expect(await projects.trust(true)).toBe(true);
  expect(projects.shown.value?.state).toBe("trusted");
  await projects.trust(false);
  expect(sent).toEqual([
    { folder: "/shop", trust: true, digest: "digest-1" },
    { folder: "/shop", trust: false },
  ]);
});

test("files that became others meanwhile: refused, and what is there now is shown", async () => {
  let digest = "digest-1";
  const projects = new Projects({
    lookAtProject: async () => folder({ digest }),
    trust: refusal(409, "The files are not what was shown"),
  });
  await projects.look("/shop");
  digest = "digest-2";
  expect(await projects.trust(true)).toBe(false);
  expect([projects.deed.trouble, projects.shown.value?.digest]).toEqual([
    "The files are not what was shown",
    "digest-2",
  ]);
});

test("of another folder nothing is shown before its answer is there", async () => {
  let answer: (trust: ProjectTrust) => void = () => undefined;
  const projects = new Projects({
    lookAtProject: (path) =>
      path === "/shop" ? Promise.resolve(folder()) : new Promise((resolve) => (answer = resolve)),
    trust: async () => folder(),
  });
  await projects.look("/shop");
  const looked = projects.look("/other");
  expect(projects.shown.value).toBeUndefined();
  answer(folder({ folder: "/other" }));
  await looked;
  expect(projects.shown.value?.folder).toBe("/other");
});
