import { type Attack, script } from "../attack.ts";

const permissions = { panel: true } as const;
const panel = (name: string, breach: (shown: string) => boolean, body: string): Attack =>
  script(`panel: ${name}`, ({ shown }) => breach(shown), body, { via: "panel", permissions });
const node = (name: string, fields: string, wanted: string): Attack =>
  panel(name, (shown) => shown.includes(wanted), `return { nodes: [${fields}] };`);
const serve = (name: string, breach: (shown: string) => boolean, body: string): Attack =>
  script(`served: ${name}`, ({ shown }) => breach(shown), body, { via: "serve" });

/** What would run, or lead somewhere, on the user's page. */
export const panels: readonly Attack[] = [
  node("a node of HTML", `{ kind: "html", html: "<img src=x onerror=alert(1)>" }`, `"kind":"html"`),
  node("a script", `{ kind: "script", src: "https://example.com/x.js" }`, `"kind":"script"`),
  node("a link that runs", `{ kind: "text", text: "click", href: "javascript:alert(1)" }`, `"href"`),
  node("markup beside the text", `{ kind: "text", text: "x", html: "<b>x</b>", innerHTML: "<script>" }`, `"html"`),
  node("a style over the whole page", `{ kind: "text", text: "x", style: "position:fixed;inset:0" }`, `"style"`),
  node("a handler as an attribute", `{ kind: "button", label: "x", action: "run", onclick: "alert(1)" }`, `"onclick"`),
  node(
    "an action of another plugin",
    `{ kind: "button", label: "x", action: "../../vault/actions/open" }`,
    `"action":"../`,
  ),
  panel(
    "more nodes than a page can draw",
    (shown) => shown.length > 400_000,
    `return { nodes: [{ kind: "row", children: Array.from({ length: 20000 }, () => ({ kind: "text", text: "xxxxx" })) }] };`,
  ),
  panel(
    "deeper than a page can draw",
    (shown) => shown.includes(`${`{"kind":"row","children":[`.repeat(10)}`),
    `let node = { kind: "text", text: "x" }; for (let i = 0; i < 2000; i++) node = { kind: "row", children: [node] }; return { nodes: [node] };`,
  ),
  panel(
    "an input deeper than its reader",
    (shown) => shown.includes("[".repeat(500)),
    `JSON.stringify = () => '{"nodes":[{"kind":"button","label":"x","action":"run","input":{"deep":' + "[".repeat(100000) + "]".repeat(100000) + "}}]}"; return { nodes: [] };`,
  ),
  serve(
    "a page of its own on our origin",
    (shown) => shown.includes("text/html"),
    `return { status: 200, headers: { "content-type": "text/html" }, body: "<script>alert(1)</script>" };`,
  ),
  serve(
    "a cookie",
    (shown) => shown.includes("set-cookie"),
    `return { status: 200, headers: { "set-cookie": "a=b", "content-type": "text/plain" }, body: "" };`,
  ),
  serve(
    "leave for every origin",
    (shown) => shown.includes('access-control-allow-origin":"*'),
    `return { status: 200, headers: { "access-control-allow-origin": "*" }, body: "" };`,
  ),
  serve(
    "a second answer in a header",
    (shown) => shown.includes("x-second"),
    `return { status: 200, headers: { "content-type": "text/plain\\r\\nx-second: 1" }, body: "" };`,
  ),
];
