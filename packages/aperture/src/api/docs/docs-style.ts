/** The reference page's style: readable in light and dark, without fonts from elsewhere. */
export const docsStyle = `:root { color-scheme: light dark; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 ui-monospace, monospace; }
h2 { margin-top: 3rem; border-bottom: 1px solid; }
h3 { margin: 2rem 0 .25rem; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
code, td:first-child { overflow-wrap: anywhere; }
.method { display: inline-block; min-width: 4.5rem; font-weight: bold; }
.access { font-size: .875rem; }
`;
