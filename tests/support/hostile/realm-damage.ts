const { stringify, parse } = JSON;
const { then } = Promise.prototype;
const { push, map } = Array.prototype;
const { isFrozen, getPrototypeOf, getOwnPropertyNames } = Object;
const before = getOwnPropertyNames(Object.prototype).length;

/** What is not as it was in this realm when this module was loaded, with nothing that an attack may have replaced: a line each. */
export function realmDamage(): string[] {
  const damage: string[] = [];
  let at = 0;
  const add = (line: string): void => {
    damage[at++] = line;
  };
  if (getOwnPropertyNames(Object.prototype).length !== before) add("Object.prototype has other properties");
  for (const made of [[], () => {}, "", 0, true, /a/, new Map(), new Int32Array(1), new Error()])
    if ("polluted" in getPrototypeOf(made)) add("a prototype of the host has another property");
  if (JSON.stringify !== stringify || JSON.parse !== parse) add("JSON is another");
  if (Array.prototype.push !== push || Array.prototype.map !== map) add("lists are others");
  if (Promise.prototype.then !== then) add("promises are others");
  if (isFrozen(Object.prototype)) add("the world is frozen");
  if (process.env.APERTURE_TEST_SET !== undefined) add("the environment is another");
  return damage;
}
