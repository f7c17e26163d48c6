import { createHash } from 'node:crypto';

/** The docs page's style sheet. */
export const docsStyle = `
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --link: light-dark(#0b5cad, #7db7f5); }
body { font: 16px/1.5 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; margin: 0 auto; max-width: 60rem; padding: 1rem; }
h1 { font-size: 1.6rem; margin: 0.5rem 0; }
h2 { border-bottom: 1px solid var(--line); font-size: 1.2rem; margin: 2rem 0 0.5rem; padding-bottom: 0.25rem; }
h3 { font-size: 0.95rem; margin: 1rem 0 0.25rem; }
a { color: var(--link); }
nav a { display: inline-block; margin: 0 1rem 0.5rem 0; }
details { border: 1px solid var(--line); border-radius: 6px; margin: 0.5rem 0; padding: 0 0.75rem; }
details[open] { padding-bottom: 0.75rem; }
summary { cursor: pointer; padding: 0.5rem 0; }
code, pre { font: 0.85rem/1.45 ui-monospace, Consolas, "Noto Sans Mono CJK SC", monospace; overflow-wrap: anywhere; }
pre { background: var(--soft); border-radius: 6px; margin: 0.25rem 0; overflow-x: auto; padding: 0.5rem 0.75rem; white-space: pre-wrap; }
pre i { opacity: 0.65; }
b { display: inline-block; font-family: ui-monospace, Consolas, monospace; font-size: 0.8rem; min-width: 3rem; }
small { display: block; opacity: 0.8; }
table { border-collapse: collapse; width: 100%; }
th, td { border-top: 1px solid var(--line); padding: 0.3rem 0.5rem 0.3rem 0; text-align: left; vertical-align: top; }
ul { padding-left: 1.2rem; }
`;

/** The one style sheet that a Content-Security-Policy has to let in, by its hash. */
export const docsStyleSource = `'sha256-${createHash('sha256').update(docsStyle).digest('base64')}'`;
