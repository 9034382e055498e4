/**
 * One line out of what a stranger's code said or threw, as it may stand in logs, errors and on a screen: no control characters, no
 * bidirectional overrides or other invisible ones (a message must not rewrite the line that it is shown in), at most `most` UTF-16 units.
 */
export function plainMessage(text: unknown, most = 300): string {
  const whole = typeof text === "string" ? text : "an error without a message";
  const line = whole
    .slice(0, most * 2)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]+/gu, " ")
    .trim();
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}
