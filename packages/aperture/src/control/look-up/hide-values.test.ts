import { afterEach, beforeEach, expect, test } from "vitest";
import type { Store } from "../../store/contract.ts";
import { openStore } from "../../store/open-store.ts";
import { startConversation } from "../../store/testing.ts";
import { hideValues, valueHider } from "./hide-values.ts";

let store: Store;
let session: number;
beforeEach(() => {
  store = openStore({ file: ":memory:" });
  session = startConversation(store, "one").session.n;
  const placeholder = "REDACTED_0_abc123";
  store.control.redactions.insert({ session, value: "hunter2", placeholder, operation: null, at: 0, active: true });
});
afterEach(() => store.close());

test("a session's values are hidden in its own texts alone", () => {
  const other = startConversation(store, "two").session.n;
  const hide = valueHider(store);
  for (const say of [hide, (of: number, text: string) => hideValues(store, of, text)]) {
    expect(say(session, "it is hunter2")).toBe("it is REDACTED_0_abc123");
    expect(say(session, "nothing")).toBe("nothing");
    expect(say(other, "it is hunter2")).toBe("it is hunter2");
  }
});
