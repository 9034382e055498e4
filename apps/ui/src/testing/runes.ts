// The unit project runs sources uncompiled. Outside a component nothing re-renders, so there a rune is simply its value;
// what depends on reactivity itself is tested in the real browser (tests/browser).
const identity = <T>(value: T): T => value;

/** Import this before any `.svelte.ts` module in a unit test. */
export const runes: { $state: typeof identity & { raw: typeof identity } } = {
  $state: Object.assign((value: unknown) => value, { raw: identity }) as typeof identity & { raw: typeof identity },
};
Object.assign(globalThis, runes);
