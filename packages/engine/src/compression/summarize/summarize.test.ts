import { describe, expect, test } from "vitest";
import { summarize } from "./summarize.ts";

const without = { skeleton: () => null };
const log = Array.from(
  { length: 200 },
  (_, index) => `10:00:0${index % 10} worker ${index % 7} took job, queue is fine`,
);

describe("summarize", () => {
  test("says in its first line what it is, keeps the errors, and gets shorter", () => {
    const text = [
      ...log.slice(0, 120),
      "10:00:07 ERROR cannot open /srv/data/index.bin: EACCES",
      ...log.slice(120),
    ].join("\n");
    const made = summarize({ text, role: "tool_result" }, without)!;
    expect(made.text).toMatch(/^\[summary [^\n]*, 201 lines; by aperture\]\n/);
    expect(made.text).toContain("\n10:00:07 ERROR cannot open /srv/data/index.bin: EACCES\n");
    expect(made.text.length).toBeLessThan(text.length * 0.4);
  });

  test("leaves short texts and its own summaries alone", () => {
    expect(summarize({ text: "done", role: "tool_result" }, without)).toBeNull();
    const made = summarize({ text: log.join("\n"), role: "tool_result" }, without)!;
    expect(summarize({ text: made.text, role: "tool_result" }, without)).toBeNull();
  });

  test("keeps lines with the user's texts verbatim", () => {
    const text = log.map((line, index) => (index === 77 ? `${line} (ticket QX)` : line)).join("\n");
    const made = summarize({ text, role: "tool_result", keep: ["ticket QX"] }, without)!;
    expect(made.text.split("\n")).toContain(text.split("\n")[77]);
  });
});
