import { describe, expect, test } from "vitest";
import { answerHeaders } from "./answer-headers.ts";
import { endToEndHeaders } from "./end-to-end-headers.ts";
import { requestHeaders } from "./request-headers.ts";

const nothing = () => false;

test("the hop-by-hop fields go in any casing, the rest keeps order, casing and repeats", () => {
  const raw = [
    "B",
    "1",
    "Connection",
    "close",
    "kEEP-aLIVE",
    "5",
    "a",
    "2",
    "TE",
    "x",
    "Upgrade",
    "y",
    "Transfer-Encoding",
    "chunked",
    "B",
    "3",
  ];
  expect(endToEndHeaders([...raw, "Proxy-Connection", "z", "Proxy-Authorization", "s"], nothing)).toEqual([
    "B",
    "1",
    "a",
    "2",
    "B",
    "3",
  ]);
});

test("what Connection names goes as well, in every such line", () => {
  const raw = [
    "X-One",
    "1",
    "connection",
    "X-One, x-two ,",
    "X-TWO",
    "2",
    "Connection",
    "X-Three",
    "x-three",
    "3",
    "X-Four",
    "4",
  ];
  expect(endToEndHeaders(raw, nothing)).toEqual(["X-Four", "4"]);
});

test("what a message cannot do without cannot be named away", () => {
  const raw = [
    "Connection",
    "content-length, Content-Encoding, content-type, cache-control",
    "Content-Length",
    "2",
    "Content-Encoding",
    "br",
  ];
  expect(endToEndHeaders(raw, nothing)).toEqual(["Content-Length", "2", "Content-Encoding", "br"]);
});

test("requests: Host, Expect, Trailer and everything of ours stay here; keys go on", () => {
  const raw = [
    "Host",
    "h",
    "Expect",
    "100-continue",
    "Trailer",
    "t",
    "X-Aperture-Session",
    "s",
    "x-aperture-anything",
    "1",
    "X-Api-Key",
    "k",
    "x-aperturex",
    "2",
  ];
  expect(requestHeaders(raw)).toEqual(["X-Api-Key", "k", "x-aperturex", "2"]);
});

describe("answers", () => {
  test("a length beside chunked is void", () => {
    const raw = ["Content-Length", "5", "Transfer-Encoding", "chunked", "A", "1"];
    expect(answerHeaders(raw, { chunkable: true })).toEqual(["A", "1"]);
    expect(answerHeaders(["Content-Length", "5"], { chunkable: true })).toEqual(["Content-Length", "5"]);
  });
  test("Trailer is kept only where trailers can follow", () => {
    const raw = ["Trailer", "X", "Transfer-Encoding", "chunked"];
    expect(answerHeaders(raw, { chunkable: true })).toEqual(["Trailer", "X"]);
    expect(answerHeaders(raw, { chunkable: false })).toEqual([]);
    expect(answerHeaders(["Trailer", "X", "Content-Length", "1"], { chunkable: true })).toEqual([
      "Content-Length",
      "1",
    ]);
  });
});
