export const themes = ["dark", "newspaper", "contrast"] as const;
export type ThemeName = (typeof themes)[number];

const isTheme = (value: string | null): value is ThemeName => themes.some((theme) => theme === value);

/** Where the choice is kept; tests pass their own. */
export interface ThemeMemory {
  read(): string | null;
  write(theme: ThemeName): void;
  wantsContrast(): boolean;
}

/** The look of the page: what the user chose last, else what the system asks for, else dark. */
export class Theme {
  name: ThemeName = $state("dark");
  readonly #memory: ThemeMemory;

  constructor(memory: ThemeMemory) {
    this.#memory = memory;
    const kept = memory.read();
    this.name = isTheme(kept) ? kept : memory.wantsContrast() ? "contrast" : "dark";
  }

  next(): void {
    this.name = themes[(themes.indexOf(this.name) + 1) % themes.length] ?? "dark";
    this.#memory.write(this.name);
  }
}

export const browserMemory: ThemeMemory = {
  read: () => localStorage.getItem("aperture-theme"),
  write: (theme) => localStorage.setItem("aperture-theme", theme),
  wantsContrast: () => matchMedia("(prefers-contrast: more)").matches,
};
