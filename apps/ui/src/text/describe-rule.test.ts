import { RuleAction } from "@aperture/sdk";
import { expect, test } from "vitest";
import { describeAction, describeKinds, describeLimits, describeTrigger } from "./describe-rule.ts";

test.each([
  [{ do: "compress", level: "minimal" }, "compress to minimal"],
  [{ do: "remove" }, "remove"],
  [{ do: "move", zone: "primacy" }, "move to primacy"],
  [{ do: "pin", at: "top" }, "pin to the top"],
  [{ do: "replace", pattern: "a+", with: "" }, "replace /a+/ by “”"],
  [{ do: "stage", text: "Tabs." }, "say once behind the newest input: Tabs."],
])("%j: %s", (action, words) => {
  expect(describeAction(RuleAction.parse(action))).toBe(words);
});

test("when it acts and what it leaves alone", () => {
  expect(describeTrigger({ select: "role:user" })).toBe("role:user");
  expect(describeTrigger({ select: "role:user", olderThan: 2, on: "compacted" })).toBe(
    "role:user, older than 2 requests, after the agent compacted",
  );
  expect(describeLimits({ keepNewest: 0, minTokens: 0 })).toBe("");
  expect(describeKinds("template")).toBe("templates");
});
