import "../testing/runes.ts";
import { expect, test } from "vitest";
import { Theme, type ThemeName } from "./theme.svelte.ts";

function memory(kept: string | null, wantsContrast = false) {
  const written: ThemeName[] = [];
  return {
    written,
    read: () => kept,
    write: (theme: ThemeName) => void written.push(theme),
    wantsContrast: () => wantsContrast,
  };
}

test("dark by default, the system's wish next, the user's choice first", () => {
  expect(new Theme(memory(null)).name).toBe("dark");
  expect(new Theme(memory(null, true)).name).toBe("contrast");
  expect(new Theme(memory("newspaper", true)).name).toBe("newspaper");
  expect(new Theme(memory("'><script>")).name).toBe("dark");
});

test("goes round all three and keeps the choice", () => {
  const kept = memory(null);
  const theme = new Theme(kept);
  theme.next();
  theme.next();
  theme.next();
  expect(kept.written).toEqual(["newspaper", "contrast", "dark"]);
});
