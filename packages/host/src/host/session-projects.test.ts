import { ApertureError } from "@aperture/sdk";
import { expect, test } from "vitest";
import { SessionProjects } from "./session-projects.ts";

function known(projects: Record<string, string | null>) {
  return new SessionProjects(() => ({
    session(name) {
      const project = projects[name ?? ""];
      if (project === undefined) throw new ApertureError("not_found", { what: "session", id: String(name) });
      return { id: String(name), project };
    },
  }));
}

test("what names a session is about its project", () => {
  const sessions = known({ "session-1": "/work/a", "session-2": null });
  expect(sessions.about({ sessionId: "session-1" }, ["sessionId"])).toEqual(["/work/a"]);
  expect(sessions.about({ session: "session-1" }, ["session", "sessionId"])).toEqual(["/work/a"]);
  expect(sessions.about({ sessionId: "session-2" }, ["sessionId"])).toEqual([]);
});

test("what names none is about none", () => {
  const sessions = known({ "session-1": "/work/a" });
  for (const data of [null, 3, "session-1", ["session-1"], {}, { sessionId: null }, { session: "session-1" }])
    expect(sessions.about(data, ["sessionId"])).toEqual([]);
});

test("one that was removed is about the project it had; one that nobody knew is not known to be about none", () => {
  const projects: Record<string, string | null> = { "session-1": "/work/a" };
  const sessions = known(projects);
  sessions.about({ sessionId: "session-1" }, ["sessionId"]);
  delete projects["session-1"];
  expect(sessions.about({ sessionId: "session-1" }, ["sessionId"])).toEqual(["/work/a"]);
  expect(sessions.about({ sessionId: "session-9" }, ["sessionId"])).toBe("unknown");
});
