/** The certificate's look: one A4 sheet upright, system fonts with Chinese first, nothing loaded from anywhere. */
export const certificateStyle = `
@page { size: A4 portrait; margin: 12mm 14mm; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 182mm; color: #111; background: #fff;
  font: 9pt/1.35 "Source Han Serif SC", "Noto Serif CJK SC", SimSun, "Songti SC", "WenQuanYi Micro Hei", serif; }
header { text-align: center; border-bottom: 2px solid #8b1a1a; padding-bottom: 3mm; }
h1 { font-size: 17pt; margin: 2mm 0 0; letter-spacing: 1pt; }
h2 { font-size: 10.5pt; margin: 4mm 0 1mm; }
.en { color: #444; font-size: 0.86em; }
.district { font-size: 15pt; font-weight: bold; margin: 3mm 0 0; overflow-wrap: anywhere; }
dl.outcome { display: flex; justify-content: center; gap: 14mm; margin: 3mm 0 0; }
dl.outcome div { text-align: center; }
dl.outcome dd { margin: 0; font-size: 16pt; font-weight: bold; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 0.5pt solid #777; padding: 0.6mm 1.2mm; vertical-align: middle; overflow-wrap: anywhere; }
th { background: #f0ece6; font-weight: bold; text-align: center; }
td.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.c { text-align: center; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
table.parts { font-size: 8pt; }
ul { margin: 0; padding-left: 5mm; }
footer { margin-top: 4mm; border-top: 0.5pt solid #777; padding-top: 2mm; font-size: 7.5pt; overflow-wrap: anywhere; }
footer p { margin: 0 0 0.8mm; }
code { font-family: "Cascadia Mono", Consolas, "DejaVu Sans Mono", monospace; }
@media screen { body { padding: 8mm 4mm; } }
`;
