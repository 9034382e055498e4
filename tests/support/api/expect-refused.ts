import { expect } from "vitest";
import { sendRaw } from "../proxy/raw-client.ts";
import type { StartedApi } from "./start-api.ts";

/** Sends raw bytes and expects: this status, problem+json, an audit event with its code, no change of state, no secret. */
export async function expectRefused(api: StartedApi, text: string, status: number, code: string): Promise<void> {
  const before = api.state();
  const refusedBefore = api.api.refused();
  const answer = await sendRaw(api.port, text, 3_000);
  const whole = `${answer.lines.join("\n")}\n${answer.body}`;
  expect(answer.status, whole).toBe(status);
  expect(answer.ended).not.toBe("timeout");
  expect((JSON.parse(answer.body.toString()) as { code: string }).code).toBe(code);
  expect(answer.lines.join("\n").toLowerCase()).toContain("content-type: application/problem+json");
  expect(answer.lines.join("\n").toLowerCase()).not.toMatch(/access-control|set-cookie|x-powered-by|\nserver:/);
  expect(whole).not.toContain(api.token);
  expect(api.state()).toEqual(before);
  expect(api.api.refused()).toBe(refusedBefore + 1);
}
