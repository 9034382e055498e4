import type { PageToken, Pairing, Problem } from "@aperture/sdk";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createTestApi, type TestApi } from "../testing/test-api.ts";

let aperture: TestApi;
beforeEach(() => {
  aperture = createTestApi();
});
afterEach(() => aperture.close());

const pair = async (): Promise<Pairing> =>
  (await (await aperture.withToken("/api/v1/pairings", { method: "POST" })).json()) as Pairing;
const redeem = (code: string) =>
  aperture.api.app.request("/api/v1/pairings/redeem", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ code }),
  });
const codeOf = async (answer: Response) => [answer.status, ((await answer.json()) as Problem).code];

test("a code becomes a page token with the rights of the file's token, once", async () => {
  const { code } = await pair();
  const { token } = (await (await redeem(code)).json()) as PageToken;
  expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(token).not.toBe(aperture.token);
  const asPage = { method: "POST", headers: { authorization: `Bearer ${token}` } };
  expect((await aperture.api.app.request("/api/v1/pairings", asPage)).status).toBe(200);
  expect(await codeOf(await redeem(code))).toEqual([401, "pairing_invalid"]);
});

test("a code lives for 60 seconds", async () => {
  const [early, late] = [await pair(), await pair()];
  aperture.advance(59_999);
  expect((await redeem(early.code)).status).toBe(200);
  aperture.advance(1);
  expect(await codeOf(await redeem(late.code))).toEqual([401, "pairing_invalid"]);
});

test("after ten tries in a minute even the right code has to wait, and the tries are in the audit trail", async () => {
  for (let index = 0; index < 10; index++) expect((await redeem(`guess-${index}`)).status).toBe(401);
  const { code } = await pair();
  expect(await codeOf(await redeem(code))).toEqual([429, "too_many_attempts"]);
  expect(aperture.store.events.since(0, 100).events).toHaveLength(11);
  aperture.advance(60_001);
  const { code: later } = await pair();
  expect((await redeem(later)).status).toBe(200);
});

test.each([{}, { code: "" }, { code: 7 }, { code: "x".repeat(129) }, [], null, { code: ["a"] }])(
  "%j is not a code",
  async (body) => {
    const answer = await aperture.api.app.request("/api/v1/pairings/redeem", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    expect(await codeOf(answer)).toEqual([422, "invalid_input"]);
  },
);

test("making a code needs the token", async () => {
  expect((await aperture.api.app.request("/api/v1/pairings", { method: "POST" })).status).toBe(401);
});
