import { transitions } from "@aperture/engine/governor/transitions";
import { expect, test } from "vitest";
import type { ChangeRecord } from "../../store/control-records.ts";
import { takeBackRest } from "./take-back-rest.ts";

const change = (n: number, state: ChangeRecord["state"], more: Partial<ChangeRecord> = {}): ChangeRecord =>
  ({ n, state, actor: "plugin:tidy", kind: "edit", ...more }) as ChangeRecord;

function takeBack(changes: readonly ChangeRecord[]) {
  const states = new Map<number, string>();
  const touched: number[] = [];
  const taken = takeBackRest(
    {
      now: () => 5,
      store: {
        transaction: <T>(work: () => T) => work(),
        control: {
          actors: { sessionsOf: () => [7] },
          changes: {
            ofSession: (_session: number, wanted: string[]) => changes.filter(({ state }) => wanted.includes(state)),
            update: (n: number, { state }: { state: string }) => void states.set(n, state),
          },
        },
      },
      control: { governor: { touched: (session: number) => void touched.push(session) } },
    } as never,
    "plugin:tidy",
  );
  return { taken, states: Object.fromEntries(states), touched };
}

test("what waits is withdrawn, what is in force is given back, what was replaced does not come back", () => {
  const { taken, states, touched } = takeBack([change(1, "pending"), change(2, "applied"), change(3, "superseded")]);
  expect(states).toEqual({
    1: transitions.pending.undo,
    2: transitions.applied.undo,
    3: transitions.superseded.undo,
  });
  expect([taken, touched]).toEqual([3, [7]]);
});

test("others' changes, ended ones and values that are hidden stay", () => {
  const others = [
    change(1, "applied", { actor: "plugin:tidier" }),
    change(2, "retired"),
    change(3, "undo-pending"),
    change(4, "applied", { kind: "redact" }),
  ];
  expect(takeBack(others)).toEqual({ taken: 0, states: {}, touched: [] });
});
