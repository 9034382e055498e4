/** 1-based line of a character. */
export const lineAt = (text: string, offset: number): number => text.slice(0, offset).split("\n").length;
