/** What GET /api/v1/plugins/{id}/http/* answers; `body` is text. */
export interface ServeAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A string is a text, anything without a `body` is JSON, nothing is 404. */
export function serveAnswer(answer: unknown): ServeAnswer {
  if (answer === undefined || answer === null) return text(404, "text/plain; charset=utf-8", "");
  if (typeof answer === "string") return text(200, "text/plain; charset=utf-8", answer);
  const { status = 200, headers = {}, body } = answer as Partial<ServeAnswer>;
  if (typeof body !== "string") return text(200, "application/json", JSON.stringify(answer) ?? "null");
  return { status, headers, body };
}

const text = (status: number, type: string, body: string): ServeAnswer => ({
  status,
  headers: { "content-type": type },
  body,
});
