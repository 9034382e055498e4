/** Why a plugin cannot be built: `src/index.ts:3` and a sentence. */
export interface BuildProblem {
  /** Path relative to the plugin's folder. */
  readonly file: string;
  /** 1-based; 0 where it is not known. */
  readonly line: number;
  readonly reason: string;
}

export const printProblem = ({ file, line, reason }: BuildProblem): string =>
  `${line > 0 ? `${file}:${line}` : file}: ${reason}`;
