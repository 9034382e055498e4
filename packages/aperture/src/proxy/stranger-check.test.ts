import { Socket } from "node:net";
import { expect, test } from "vitest";
import type { PeerOwner } from "../gate/gate-facts.ts";
import { strangerCheck } from "./stranger-check.ts";

const owned = (owner: PeerOwner, asked: unknown[] = []) => ({
  ownerOf: (connection: unknown) => {
    asked.push(connection);
    return Promise.resolve(owner);
  },
});

test.each([
  ["own", false],
  ["root", false],
  ["unknown", false],
  ["other", true],
] as const)("a connection whose owner is %s", async (owner, isStranger) => {
  expect(await strangerCheck(owned(owner))(new Socket())).toBe(isStranger);
});

test("each connection is asked about once", async () => {
  const asked: unknown[] = [];
  const check = strangerCheck(owned("own", asked));
  const socket = new Socket();
  await Promise.all([check(socket), check(socket), check(new Socket())]);
  expect(asked).toHaveLength(2);
});

test("without a check nobody is a stranger", async () => {
  expect(await strangerCheck(undefined)(new Socket())).toBe(false);
});
