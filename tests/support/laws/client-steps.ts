import fc from "fast-check";
import { Step, step } from "./steps.ts";

/** The next request; now and then one that fails. */
export const sending = fc
  .constantFrom(false, false, false, false, false, false, false, true)
  .map((fails) => new Step(fails ? "send(fails)" : "send", (world) => world.send({ fails }), true));

const minute = 60_000;

/** What happens to a conversation that nobody asked us for. */
export const clientSteps: readonly fc.Arbitrary<Step>[] = [
  step("wait", fc.constantFrom(4, 6, 11, 50, 120), (world, minutes) => {
    world.now += minutes * minute;
  }),
  step("clearResults", fc.integer({ min: 1, max: 5 }), ({ client }, count) => client.clearResults(count)),
  step("compact", fc.constant(null), ({ client }) => client.compact()),
  step("rewind", fc.record({ turns: fc.nat(4), isFork: fc.boolean() }), ({ client }, { turns, isFork }) =>
    client.rewind(turns, isFork),
  ),
  step("switchModel", fc.constant(null), ({ client }) => client.switchModel()),
  step("restart", fc.constant(null), (world) => world.restart()),
];
