import { readdirSync, readFileSync } from "node:fs";

const dir = process.argv[2]!;
for (const f of readdirSync(dir)) {
  const p = JSON.parse(readFileSync(dir + "/" + f, "utf8"));
  const nodes = new Map<number, any>(p.nodes.map((n: any) => [n.id, n]));
  const parent = new Map<number, number>();
  for (const n of p.nodes) for (const c of n.children ?? []) parent.set(c, n.id);
  const self = new Map<number, number>();
  p.samples.forEach((s: number, i: number) => self.set(s, (self.get(s) ?? 0) + p.timeDeltas[i]));
  const incl = new Map<string, number>();
  for (const [id, t] of self) {
    const seen = new Set<string>();
    for (let at: number | undefined = id; at !== undefined; at = parent.get(at)) {
      const c = nodes.get(at).callFrame;
      const name = `${c.functionName || "(anon)"} ${c.url.split("/").slice(-2).join("/")}:${c.lineNumber + 1}`;
      if (!seen.has(name)) {
        seen.add(name);
        incl.set(name, (incl.get(name) ?? 0) + t);
      }
    }
  }
  const pat = process.argv[3] ? new RegExp(process.argv[3]) : /./;
  console.log(
    [...incl]
      .filter(([n]) => pat.test(n))
      .sort((a, b) => b[1] - a[1])
      .slice(0, 45)
      .map(([n, t]) => `${(t / 1000).toFixed(0).padStart(7)} ms ${n}`)
      .join("\n"),
  );
}
