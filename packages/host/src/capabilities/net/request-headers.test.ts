import { ApertureError } from "@aperture/sdk";
import { describe, expect, test } from "vitest";
import { answerHeaders } from "./answer-headers.ts";
import { requestHeaders } from "./request-headers.ts";

const secretOf = (name: string): string => {
  if (name !== "KEY") throw new ApertureError("permission_denied", { plugin: "tidy", capability: `secrets:${name}` });
  return "k-123";
};
const refused = (headers: Record<string, string>): string => {
  try {
    requestHeaders(headers, secretOf);
    return "done";
  } catch (error) {
    return ApertureError.is(error) ? error.code : String(error);
  }
};

describe("a plugin's headers", () => {
  test("are of an allowed kind, secrets in their places", () => {
    const { headers, secret } = requestHeaders(
      { Accept: "text/plain", "X-Team": "core", Authorization: "Bearer {{secret:KEY}}", "x-api-key": "{{secret:KEY}}" },
      secretOf,
    );
    expect(headers).toMatchObject({
      accept: "text/plain",
      "x-team": "core",
      authorization: "Bearer k-123",
      "x-api-key": "k-123",
    });
    expect([...secret]).toEqual(["authorization", "x-api-key"]);
    expect(headers["accept-encoding"]).toBe("identity");
  });

  test.each([
    "host",
    "Host",
    "cookie",
    "set-cookie",
    "connection",
    "content-length",
    "transfer-encoding",
    "upgrade",
    "te",
    "trailer",
    "expect",
    "origin",
    "referer",
    "via",
    "forwarded",
    "proxy-authorization",
    "sec-fetch-site",
    "x-forwarded-for",
    "X-Forwarded-Host",
    "x-real-ip",
    "x-http-method-override",
    "x-original-url",
    "x-rewrite-url",
    "x-aperture-token",
    "metadata-flavor",
    "x-aws-ec2-metadata-token",
    ":authority",
    "",
    "x-a b",
    "x-a\r\nhost",
    "x-ä",
    "__proto__x",
  ])("never %j", (name) => {
    expect(refused({ [name]: "x" })).toBe("invalid_input");
  });

  test.each(["a\r\nhost: evil", "a\nb", "a\0b", "ä", "\u2028", "\x7f"])("never the value %j", (value) => {
    expect(refused({ "x-a": value })).toBe("invalid_input");
  });

  test("a secret with a line break does not begin a header either", () => {
    expect(() => requestHeaders({ authorization: "{{secret:KEY}}" }, () => "k\r\nhost: evil")).toThrow(/characters/);
    try {
      requestHeaders({ authorization: "{{secret:KEY}}" }, () => "k\r\nhost: evil");
    } catch (error) {
      expect(String(error)).not.toContain("evil");
    }
  });

  test("credentials are the user's, not the plugin's", () => {
    expect(refused({ authorization: "Bearer mine" })).toBe("invalid_input");
    expect(refused({ authorization: "{{secret:OTHER}}" })).toBe("permission_denied");
    expect(refused({ authorization: "{{secret:key}}" })).toBe("invalid_input");
    expect(refused({ authorization: "{{secret:__proto__}}" })).toBe("invalid_input");
  });

  test("the same one twice, or very many, are refused", () => {
    expect(refused({ "x-a": "1", "X-A": "2" })).toBe("invalid_input");
    expect(refused(Object.fromEntries(Array.from({ length: 41 }, (_, index) => [`x-${index}`, "1"])))).toBe(
      "invalid_input",
    );
  });
});

test("of an answer what it is comes through, no cookies, nothing of the connection", () => {
  const headers = {
    "Content-Type": "text/plain",
    "set-cookie": ["a=b"],
    etag: "1",
    connection: "close",
    server: "x",
    link: ["a", "b"],
  };
  expect(answerHeaders(headers)).toEqual({ "content-type": "text/plain", etag: "1", link: "a, b" });
  expect(answerHeaders({ "x-ratelimit-remaining": "5", __proto__: "x" } as never)).toEqual({
    "x-ratelimit-remaining": "5",
  });
});
