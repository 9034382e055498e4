/** Names that are told; the rest is counted. */
const MOST = 5;

/** What a request did not search, as the end of a stage's reason; empty where it searched everything. */
export function searchesSaid(late: number, passedOver: readonly string[]): string {
  const said: string[] = [];
  if (late > 0) said.push(`; the texts of ${late} blocks are searched on with the next request`);
  const names = [...new Set(passedOver)];
  if (names.length > 0) {
    const more = names.length > MOST ? ` and ${names.length - MOST} more` : "";
    said.push(
      `; searched no more in this session, for a text condition took longer than 10 ms three times: ${names.slice(0, MOST).join(", ")}${more}`,
    );
  }
  return said.join("");
}
