/** What a hostile page learnt from one try: `refused` is all it may ever see. */
export type Outcome = [attempt: string, result: string];

/**
 * Runs inside a hostile page: every way a page has to reach another server, against both ports. It must be self-contained,
 * because the browser gets its source. An attempt that got anything readable, opened or loaded is reported as such.
 */
export async function attack(targets: { api: string; proxy: string }): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const prompt = JSON.stringify({ model: "m", max_tokens: 9, messages: [{ role: "user", content: "planted" }] });
  const within = <T>(work: Promise<T>, otherwise: T): Promise<T> =>
    Promise.race([work, new Promise<T>((resolve) => setTimeout(resolve, 1_500, otherwise))]);
  const note = async (attempt: string, work: Promise<string>): Promise<void> => {
    outcomes.push([attempt, await within(work, "refused").catch(() => "refused")]);
  };
  const readable = async (answer: Promise<Response>): Promise<string> => {
    const response = await answer;
    if (response.type === "opaque") return "refused";
    return response.ok ? `read ${(await response.text()).slice(0, 60)}` : "refused";
  };
  const loads = (element: HTMLElement, attributes: Record<string, string>): Promise<string> =>
    new Promise((resolve) => {
      element.addEventListener("load", () => resolve("loaded"));
      element.addEventListener("error", () => resolve("refused"));
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
      document.body.append(element);
    });
  const make = (name: string): HTMLElement => document.createElement(name);
  const json = { "content-type": "application/json" };

  const { api, proxy } = targets;
  for (const path of ["/health", "/sessions", "/blocks", "/events", "/sessions/session-1/turns"]) {
    await note(`fetch GET ${path}`, readable(fetch(`${api}${path}`)));
    await note(`fetch no-cors GET ${path}`, readable(fetch(`${api}${path}`, { mode: "no-cors" })));
  }
  for (const [method, path, body] of [
    ["POST", "/shutdown", "{}"],
    ["POST", "/pairings", "{}"],
    ["POST", "/pairings/redeem", '{"code":"guess"}'],
    ["POST", "/runs", '{"label":"planted","project":"/","agent":"planted"}'],
    ["PUT", "/sessions/session-1/project", '{"dir":"/"}'],
    ["DELETE", "/sessions/session-1", undefined],
    ["POST", "/blocks/compress", '{"ids":["block-1"],"level":"minimal"}'],
    ["POST", "/blocks/edit", '{"ids":["block-1"],"content":"planted"}'],
    ["POST", "/blocks/insert", '{"content":"planted"}'],
    ["POST", "/blocks/redact", '{"ids":["block-1"]}'],
    ["POST", "/operations/undo", '{"operation":"operation-1"}'],
    ["POST", "/pending/apply", "{}"],
    ["POST", "/staging", '{"name":"planted","source":{"kind":"command","command":"id"}}'],
    ["POST", "/holds", "{}"],
    ["POST", "/checkpoints", '{"name":"planted"}'],
    ["PUT", "/sessions/session-1/control", '{"mode":"auto"}'],
    ["PUT", "/sessions/session-1/budget", '{"strategy":"block"}'],
    ["DELETE", "/holds/hold-1", undefined],
  ] as const) {
    const content = body === undefined ? {} : { body };
    await note(`fetch ${method} ${path}`, readable(fetch(`${api}${path}`, { method, headers: json, ...content })));
    if (method !== "POST") continue;
    await note(`no-cors POST ${path}`, readable(fetch(`${api}${path}`, { method, mode: "no-cors", ...content })));
    navigator.sendBeacon(`${api}${path}`, body);
    navigator.sendBeacon(`${api}${path}`, new Blob([body], { type: "text/plain" }));
  }
  for (const path of ["/v1/messages", "/v1/chat/completions", "/v1/responses", "/s/planted/v1/messages"]) {
    const post = { method: "POST", body: prompt };
    await note(`proxy fetch ${path}`, readable(fetch(`${proxy}${path}`, { ...post, headers: json })));
    await note(`proxy no-cors ${path}`, readable(fetch(`${proxy}${path}`, { ...post, mode: "no-cors" })));
    navigator.sendBeacon(`${proxy}${path}`, prompt);
  }
  for (const url of [`${proxy}/v1/models`, `${proxy}/v1/messages`, `${api}/sessions`]) {
    await note(`img ${url}`, loads(make("img"), { src: url }));
    await note(`script ${url}`, loads(make("script"), { src: url }));
    await note(`stylesheet ${url}`, loads(make("link"), { rel: "stylesheet", href: url }));
  }
  for (const [base, path] of [
    [api, "/pairings"],
    [api, "/shutdown"],
    [proxy, "/v1/messages"],
  ] as const) {
    const form = make("form") as HTMLFormElement;
    const field = make("input") as HTMLInputElement;
    const frame = make("iframe") as HTMLIFrameElement;
    frame.name = `target-${path}`;
    // The known trick: a text/plain form whose one field spells a JSON body.
    Object.assign(field, { name: `${prompt.slice(0, -1)},"x":"`, value: '"}' });
    Object.assign(form, { method: "POST", action: `${base}${path}`, enctype: "text/plain", target: frame.name });
    form.append(field);
    document.body.append(frame, form);
    form.submit();
  }
  const opens = (url: string): Promise<string> =>
    new Promise((resolve) => {
      const socket = new WebSocket(url.replace(/^http/, "ws"));
      socket.onopen = () => resolve("opened");
      socket.onerror = () => resolve("refused");
    });
  await note("WebSocket api", opens(`${api}/events`));
  await note("WebSocket api since", opens(`${api}/events?since=0`));
  await note("WebSocket proxy", opens(`${proxy}/v1/responses`));
  await note(
    "EventSource",
    new Promise((resolve) => {
      const source = new EventSource(`${api}/events?since=0`, { withCredentials: true });
      source.onmessage = () => resolve("read");
      source.onopen = () => resolve("opened");
      source.onerror = () => resolve("refused");
    }),
  );
  // Beacons and forms tell nothing: give them the time to arrive before the server is asked what happened.
  await new Promise((resolve) => setTimeout(resolve, 300));
  return outcomes;
}
