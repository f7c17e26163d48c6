/** The paper's look: A4 upright, system fonts with Chinese first, nothing loaded from anywhere. */
export const certificateStyle = `
@page { size: A4 portrait; margin: 11mm 14mm 14mm;
  @bottom-center { content: "第 " counter(page) " 页，共 " counter(pages) " 页"; font-size: 8pt; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 182mm; color: #111; background: #fff;
  font: 9pt/1.4 "Source Han Serif SC", "Noto Serif CJK SC", SimSun, "Songti SC", "WenQuanYi Micro Hei", serif; }
header { text-align: center; border-bottom: 2px solid #8b1a1a; padding-bottom: 3mm; }
h1 { font-size: 19pt; margin: 0 0 1mm; letter-spacing: 3pt; }
h2 { font-size: 10.5pt; margin: 3mm 0 1mm; break-after: avoid; }
.en { color: #444; font-size: 0.82em; }
td .en, th .en { display: block; line-height: 1.2; }
.district { font-size: 14pt; font-weight: bold; margin: 2mm 0 0; overflow-wrap: anywhere; }
dl.outcome { display: flex; justify-content: center; gap: 16mm; margin: 2mm 0 0; }
dl.outcome div { text-align: center; }
dl.outcome dd { margin: 0; font-size: 15pt; font-weight: bold; }
dl.outcome small { font-size: 9pt; font-weight: normal; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
th, td { border: 0.5pt solid #777; padding: 0.7mm 1.3mm; vertical-align: middle; overflow-wrap: anywhere; }
th { background: #f0ece6; font-weight: bold; text-align: center; }
td.n { text-align: right; font-variant-numeric: tabular-nums; }
td.c { text-align: center; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
table.parts { font-size: 8pt; }
table.parts th { padding: 1mm 0.6mm; }
td.why { font-size: 7.2pt; line-height: 1.35; }
td.unit { font-size: 7.2pt; text-align: center; }
ul { margin: 0; padding-left: 6mm; }
section { break-inside: avoid; }
table.signing { margin-top: 4mm; }
table.signing th { text-align: left; padding: 1.5mm 2.5mm; }
table.signing td { height: 21mm; vertical-align: bottom; text-align: right; padding: 2mm 8mm; }
footer { margin-top: 4mm; border-top: 0.5pt solid #777; padding-top: 2mm; font-size: 7.5pt;
  overflow-wrap: anywhere; }
footer p { margin: 0 0 0.8mm; }
code { font-family: "Cascadia Mono", Consolas, "DejaVu Sans Mono", monospace; }
@media screen { body { padding: 8mm 4mm; } }
`;
