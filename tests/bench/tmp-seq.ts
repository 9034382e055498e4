import { spawn } from "node:child_process";
import { Agent, request } from "node:http";

const [kind, sizeText, nText, prof] = process.argv.slice(2);
const start = (file: string, args: string[], exec: string[] = []) =>
  new Promise<{ port: number; child: any }>((r) => {
    const child = spawn(process.execPath, [...exec, file, ...args], { stdio: ["ignore", "pipe", "inherit"] });
    child.stdout.once("data", (d) => r({ port: JSON.parse(String(d)).port, child }));
  });
const up = await start("/work/main/tests/bench/peers/upstream.ts", []);
const px = await start(
  kind === "null" ? "/work/main/tests/bench/tmp-null.ts" : "/work/main/tests/bench/peers/pass-through.ts",
  [String(up.port)],
  prof ? ["--cpu-prof", "--cpu-prof-dir=/tmp/cp2"] : [],
);
const agent = new Agent({ keepAlive: true });
const body = Buffer.from(
  JSON.stringify({
    model: "m",
    messages: [{ role: "user", content: "x".repeat(Number(sizeText)) }],
    max_tokens: 10,
    stream: false,
  }),
);
const one = () =>
  new Promise<number>((r, j) => {
    const s = performance.now();
    const q = request(
      {
        port: px.port,
        host: "127.0.0.1",
        method: "POST",
        path: "/v1/messages",
        agent,
        headers: { "content-type": "application/json", "content-length": body.length, "user-agent": "x" },
      },
      (a) => {
        a.resume();
        a.on("end", () => r(performance.now() - s));
      },
    );
    q.on("error", j);
    q.end(body);
  });
const t: number[] = [];
for (let i = 0; i < 300; i++) await one();
const cpu = () => {
  const f = (process as any).getBuiltinModule("node:fs").readFileSync(`/proc/${px.child.pid}/stat`, "utf8").split(" ");
  return (Number(f[13]) + Number(f[14])) * 10;
};
const c0 = cpu();
for (let i = 0; i < Number(nText); i++) t.push(await one());
console.log(
  kind,
  "cpu/request",
  ((cpu() - c0) / Number(nText)).toFixed(3),
  "ms; p50",
  t.sort((a, b) => a - b)[t.length >> 1]!.toFixed(3),
);
px.child.kill("SIGTERM");
up.child.kill("SIGTERM");
agent.destroy();
setTimeout(() => process.exit(0), 1500);
