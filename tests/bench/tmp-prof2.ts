import { spawn } from "node:child_process";
import { Agent } from "node:http";
import { allCells } from "/work/main/tests/bench/cells/cell.ts";
import { measureParallel } from "/work/main/tests/bench/cells/parallel.ts";
import { startField } from "/work/main/tests/bench/contenders.ts";

const [name, rounds] = process.argv.slice(2);
const cell = allCells().find((c) => c.name === name)!;
const field = await startField({ aperture: true, profile: null });
const direct = field.contenders.find((c) => c.name === "direct")!;
const child = spawn(process.execPath, ["/work/main/tests/bench/tmp-null.ts", String(direct.port)], {
  stdio: ["ignore", "pipe", "inherit"],
});
const port = JSON.parse(String(await new Promise((r) => child.stdout.once("data", r)))).port;
try {
  const contenders = [
    ...field.contenders.filter((c) => c.name !== "parse+stringify"),
    { name: "null", port, agent: new Agent({ keepAlive: true, maxSockets: 64 }) },
  ];
  const { rates } = await measureParallel(cell as never, contenders as never, Number(rounds), "r" + Date.now());
  for (const [k, v] of rates) {
    const s = [...v].sort((a, b) => a - b);
    console.log(
      k.padEnd(14),
      "median",
      s[s.length >> 1].toFixed(0),
      "min",
      s[0].toFixed(0),
      "max",
      s.at(-1)!.toFixed(0),
    );
  }
} finally {
  child.kill();
  await field.stop();
}
