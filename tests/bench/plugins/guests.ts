/** The same plugin for QuickJS, in-process and a plain worker: what is measured is the border, not the author. */
const metadata = `
  const wanted = blocks.where({ role: "tool_result", zone: ["primacy", "middle"], level: "original", minTokens: 500 });
  wanted.level("trimmed", "a long tool result");
`;
/** All texts are searched on the host's side of the guest: one crossing. */
const primitives = `
  const found = blocks.containing(/\\bTODO\\b/).length;
  if (found < 0) blocks.level("trimmed");
`;
/** The same block by block: a crossing each. */
const each = `
  let found = 0;
  for (const block of blocks) found += ctx.text.count(block, /\\bTODO\\b/);
  if (found < 0) blocks.level("trimmed");
`;
/** The same in the guest's own interpreter: every text crosses, and is looked through character by character. */
const loop = `
  let found = 0;
  for (const block of blocks) {
    const { text } = block;
    for (let at = 0; at < text.length; at++)
      if (text.charCodeAt(at) === 84 && text.startsWith("TODO", at)) found++;
  }
  if (found < 0) blocks.level("trimmed");
`;

export const stages = { metadata, primitives, each, loop } as const;
export type StageName = keyof typeof stages;

export const moduleOf = (stage: StageName): string =>
  `export default { stages: { after_zone(blocks, ctx) { ${stages[stage]} } } };`;
