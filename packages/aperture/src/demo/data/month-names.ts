const names: Readonly<Record<string, string>> = {
  en: "january february march april may june july august september october november december",
  de: "januar februar märz april mai juni juli august september oktober november dezember",
  fr: "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
  es: "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
  it: "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
  nl: "januari februari maart april mei juni juli augustus september oktober november december",
  pt: "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
  sv: "januari februari mars april maj juni juli augusti september oktober november december",
  da: "januar februar marts april maj juni juli august september oktober november december",
  pl: "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
  cs: "ledna února března dubna května června července srpna září října listopadu prosince",
  fi: "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta",
  tr: "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
  hu: "január február március április május június július augusztus szeptember október november december",
  ro: "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
};

/** src/names/months.ts of the demo's project: fifteen languages, one line per month. */
export const monthsFile = `/**
 * Month names in the languages that reminders are written in, lower case, in the form that stands in a date
 * ("31 marca", not "marzec"). Abbreviations are any beginning of at least three letters that is the same month everywhere.
 */
const names: Readonly<Record<string, readonly string[]>> = {
${Object.entries(names)
  .map(
    ([language, line]) =>
      `  ${language}: [\n${line
        .split(" ")
        .map((name) => `    "${name}",`)
        .join("\n")}\n  ],`,
  )
  .join("\n")}
};

const byName = new Map<string, number>();
for (const list of Object.values(names)) {
  list.forEach((name, index) => byName.set(name, index + 1));
}

/** 1 to 12, or undefined for what is no month in any of the languages. */
export function monthNumber(word: string): number | undefined {
  const lower = word.toLowerCase();
  const exact = byName.get(lower);
  if (exact !== undefined || lower.length < 3) return exact;
  const found = new Set([...byName].filter(([name]) => name.startsWith(lower)).map(([, month]) => month));
  return found.size === 1 ? [...found][0] : undefined;
}
`;
