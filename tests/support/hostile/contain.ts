import type { Attack } from "./attack.ts";
import type { RealHost, Round } from "./real-host.ts";
import type { WeakHost } from "./weak-host.ts";

/** Attacks that got what they wanted of a host, by name. */
export interface Breaches {
  readonly names: readonly string[];
}

/** So many at once, beside two that mean no harm. */
export const AT_ONCE = 3;

/** Each attack alone on hosts that hold nothing back, some of them side by side. */
export async function breachesOfWeak(hosts: readonly WeakHost[], attacks: readonly Attack[]): Promise<Breaches> {
  const left = [...attacks];
  const names: string[] = [];
  await Promise.all(
    hosts.map(async (host) => {
      for (let attack = left.shift(); attack; attack = left.shift())
        if (attack.breach(await host.run(attack))) names.push(attack.name);
    }),
  );
  return { names };
}

export interface RealOutcome extends Breaches {
  readonly rounds: readonly (Round & { readonly attacks: readonly Attack[] })[];
}

/** All of them on the real host, three at a time. */
export async function breachesOfReal(host: RealHost, attacks: readonly Attack[]): Promise<RealOutcome> {
  const rounds: (Round & { attacks: readonly Attack[] })[] = [];
  for (let at = 0; at < attacks.length; at += AT_ONCE) {
    const together = attacks.slice(at, at + AT_ONCE);
    rounds.push({ ...(await host.round(together)), attacks: together });
  }
  const names = rounds.flatMap(({ attacks: together, observed }) =>
    together.filter((attack, index) => attack.breach(observed[index]!)).map(({ name }) => name),
  );
  return { names, rounds };
}
