import { expect, test } from "vitest";
import { editedRequestHeaders, requestHeaders, sealedBy } from "./request-headers.ts";

const came = [
  ...["Host", "127.0.0.1:5400", "X-Api-Key", "k", "Content-Type", "application/json", "Content-Length", "100"],
  ...["accept-encoding", "gzip, br", "X-Aperture-Bypass", "true", "User-Agent", "agent/1"],
];

test("as it came: order and casing stay, what is the connection's or ours does not leave", () => {
  expect(requestHeaders(came)).toEqual(
    [
      ["X-Api-Key", "k"],
      ["Content-Type", "application/json"],
      ["Content-Length", "100"],
      ["accept-encoding", "gzip, br"],
      ["User-Agent", "agent/1"],
    ].flat(),
  );
});

test("an edited body has its own length in the old one's place", () => {
  expect(editedRequestHeaders(came, { length: 42, plainAnswer: false })).toEqual(
    [
      ["X-Api-Key", "k"],
      ["Content-Type", "application/json"],
      ["Content-Length", "42"],
      ["accept-encoding", "gzip, br"],
      ["User-Agent", "agent/1"],
    ].flat(),
  );
});

test("it leaves decoded: no content encoding, and a length where it was chunked", () => {
  const chunked = ["Transfer-Encoding", "chunked", "Content-Encoding", "gzip", "X", "1"];
  expect(editedRequestHeaders(chunked, { length: 7, plainAnswer: false })).toEqual(["X", "1", "Content-Length", "7"]);
});

test("a length that is told twice leaves once", () => {
  const twice = ["Content-Length", "9", "X", "1", "content-length", "9"];
  expect(editedRequestHeaders(twice, { length: 3, plainAnswer: false })).toEqual(["Content-Length", "3", "X", "1"]);
});

test("an answer that has to be read on its way is asked for plain, whatever the client would take", () => {
  const headers = [
    "Accept-Encoding",
    "zstd",
    "Content-Encoding",
    "gzip",
    "Content-Length",
    "9",
    "ACCEPT-ENCODING",
    "br",
  ];
  expect(editedRequestHeaders(headers, { length: null, plainAnswer: true })).toEqual(
    [
      ["Content-Encoding", "gzip"],
      ["Content-Length", "9"],
      ["Accept-Encoding", "identity"],
    ].flat(),
  );
  expect(editedRequestHeaders(["X", "1"], { length: null, plainAnswer: true })).toEqual([
    ...["X", "1", "Accept-Encoding", "identity"],
  ]);
});

test.each([
  ["Content-Digest", "sha-256=:abc=:"],
  ["repr-digest", "sha-256=:abc=:"],
  ["Digest", "SHA-256=abc"],
  ["Content-MD5", "abc"],
  ["X-Amz-Content-Sha256", "abc"],
  ["Signature", "sig1=:abc:"],
  ["Authorization", "AWS4-HMAC-SHA256 Credential=…"],
  ["authorization", "aws4-ecdsa-p256-sha256 Credential=…"],
])("%s goes over the body's bytes: it must stay as it is", (name, value) => {
  expect(sealedBy(["X", "1", name, value])).toMatch(/bytes/);
});

test("nothing else seals a body, the name of a seal as a value least of all", () => {
  expect(sealedBy(came)).toBeNull();
  expect(sealedBy(["Authorization", "Bearer AWS4-not"])).toBeNull();
  expect(sealedBy(["X-Note", "signature", "Signature-Input", "x", "Authorization"])).toBeNull();
});
