import type { Snapshot } from '../domain/finalization/snapshot.ts';
import type { Text } from '../domain/text.ts';
import { completionRate, type ExplainedDistrict, type MethodLine, remark, verifiedNumber } from './explained-result.ts';
import { Html, html } from './html.ts';
import {
  districtsInWords,
  gradeInWords,
  gradeName,
  loweredBy,
  openPoints,
  rangeInWords,
  rankInWords,
  resultInWords,
  scoredCategories,
  sealingDay,
  sealingTime,
  standingInWords,
  targetInWords,
} from './paper-words.ts';

/**
 * A district's 考核结果通知单: one printable page of HTML, Chinese first, that loads and runs nothing. It says why points
 * were lost, has room for seal and signature, and names the digest of the snapshot that it is an extract of.
 */
export function certificate(snapshot: Snapshot, district: ExplainedDistrict, snapshotSha256: string): string {
  const { year } = snapshot;
  const { name } = district.sealed;
  return html`<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${year} 年度考核结果通知单 ${name.zh} · Notice of result ${year}, ${name.en}</title>
<style>${new Html(certificateStyle)}</style>
</head>
<body>
${heading(snapshot, district)}
<main>
<h2>一、分类得分 ${english('Points by category')}</h2>
${categoryTable(snapshot, district)}
<h2>二、逐项得分 ${english('Points by component')}</h2>
${partTable(snapshot, district)}
</main>
<section>
${openList(snapshot, district)}
${signing(snapshot)}
${origin(snapshot, district, snapshotSha256)}
</section>
</body>
</html>
`.markup;
}

function heading(snapshot: Snapshot, district: ExplainedDistrict): Html {
  const { scheme, year, revision } = snapshot;
  const { name, score } = district.sealed;
  const rank = rankInWords(district);
  const result = resultInWords(revision);
  const [grade, lowered] = [gradeName(scheme, district.sealed), loweredBy(scheme, district.sealed)];
  const graded = gradeInWords(scheme, district.sealed);
  const standing = standingInWords(scheme, district.sealed);
  return html`<header>
<h1>考核结果通知单</h1>
<div>${year} 年度 · ${scheme.title.zh} · ${result.zh}</div>
<div class="en">Notice of result ${year} · ${scheme.title.en} · ${result.en}</div>
<p class="district"><bdi>${name.zh}</bdi> ${english(name.en)}</p>
<dl class="outcome">
<div><dt>总分 ${english('Score')}</dt><dd>${score} / ${scheme.maxPoints}</dd></div>
<div><dt>名次 ${english(`Rank ${rank.en} ${districtsInWords(snapshot).en}`)}</dt><dd>${rank.zh}<small>（${districtsInWords(snapshot).zh}）</small></dd></div>
${
  grade &&
  html`<div><dt>等次 ${english(`Grade ${graded?.en}`)}</dt><dd>${grade.zh}${lowered && html`<small>（${lowered.zh}）</small>`}</dd></div>
`
}</dl>
${
  standing.length === 0
    ? null
    : html`<div>${standing.map(({ zh }) => zh).join(' · ')} ${english(standing.map(({ en }) => en).join(' · '))}</div>
`
}</header>`;
}

function categoryTable({ scheme }: Snapshot, { sealed }: ExplainedDistrict): Html {
  const categories = scoredCategories(scheme);
  return html`<table class="categories">
<thead><tr>${categories.map(
    ({ name, onTop }) => html`<th scope="col">${both(name)}${onTop ? '（不计入满分）' : null}</th>`,
  )}</tr></thead>
<tbody><tr>${categories.map(({ id, maxPoints, onTop }) => {
    const isDeducted = onTop && Number(maxPoints) === 0;
    return html`<td class="c">${sealed.categories[id]!}${isDeducted ? null : ` / ${maxPoints}`}</td>`;
  })}</tr></tbody>
</table>`;
}

/** Headings with widths in millimetres, which add up to what A4 leaves between its margins. */
const partColumns: readonly (Text & { readonly width: number })[] = [
  { zh: '项目', en: 'No.', width: 9.5 },
  { zh: '指标', en: 'Indicator', width: 33 },
  { zh: '单位', en: 'Unit', width: 12.5 },
  { zh: '任务数', en: 'Target', width: 13 },
  { zh: '申报值', en: 'Claimed', width: 13 },
  { zh: '核定值', en: 'Verified', width: 13 },
  { zh: '完成率', en: 'Rate', width: 15.5 },
  { zh: '名次', en: 'Place', width: 8.5 },
  { zh: '分值', en: 'Full', width: 9 },
  { zh: '得分', en: 'Points', width: 11 },
  { zh: '备注', en: 'Remark', width: 44 },
];

/** Numbers that are measured are long, and so are points below zero: they take room from the texts. */
function widthsOf(lines: readonly MethodLine[]): number[] {
  const isLong = lines.some(({ score: { component } }) => component.measure !== null || component.lowest < 0);
  const more: Readonly<Record<string, number>> = isLong ? { 核定值: 4, 分值: 3, 得分: 2.5, 指标: -4, 备注: -5.5 } : {};
  return partColumns.map(({ zh, width }) => width + (more[zh] ?? 0));
}

function partTable({ scheme }: Snapshot, { sealed, lines }: ExplainedDistrict): Html {
  return html`<table class="parts">
<colgroup>${widthsOf(lines).map((width) => html`<col style="width: ${width}mm">`)}</colgroup>
<thead><tr>${partColumns.map((text) => html`<th scope="col">${both(text)}</th>`)}</tr></thead>
<tbody>
${lines.map(partRow)}
<tr><th colspan="8" scope="row">合计 Total</th><td class="n">${scheme.maxPoints}</td><td class="n"><strong>${sealed.score}</strong></td><td></td></tr>
</tbody>
</table>`;
}

function partRow(line: MethodLine): Html {
  const { component, sealed } = line;
  const verified = verifiedNumber(line);
  const quantities = [
    targetInWords(sealed.target),
    sealed.claim?.value,
    verified && `${verified.exact ? '' : '≈'}${verified.value}`,
    completionRate(line),
  ];
  return html`<tr><td class="c">${component.id}</td><td>${both(component.name)}</td><td class="unit">${component.unit.zh}</td>${quantities.map((text) => html`<td class="n">${text ?? '—'}</td>`)}<td class="c">${sealed.place ?? '—'}</td><td class="n">${rangeInWords(component).zh}</td><td class="n">${sealed.points}</td><td class="why">${remark(line)?.zh ?? ''}</td></tr>
`;
}

function openList(snapshot: Snapshot, { sealed }: ExplainedDistrict): Html | null {
  const open = openPoints(snapshot, sealed);
  if (open.length === 0) return null;
  return html`<h2>三、封存时的未决事项 ${english('Open when sealed')}</h2>
<ul>${open.map((text) => html`<li>${both(text)}</li>`)}</ul>`;
}

function signing(snapshot: Snapshot): Html {
  return html`<table class="signing">
<thead><tr><th scope="col">考核部门（盖章） ${english('Assessing authority (seal)')}</th><th scope="col">被考核单位签收 ${english('Received by the district (signature)')}</th></tr></thead>
<tbody><tr><td>日期：${sealingDay(snapshot)}</td><td>日期：　　　　年　　　月　　　日</td></tr></tbody>
</table>`;
}

function origin(snapshot: Snapshot, { sealed }: ExplainedDistrict, snapshotSha256: string): Html {
  const { supersedes, revision } = snapshot;
  const before =
    supersedes &&
    html`<p>本次结果更正第 ${supersedes.revision} 次结果，其摘要 SHA-256 <code>${supersedes.sha256}</code> ${english(`It corrects result ${supersedes.revision}.`)}</p>`;
  return html`<footer>
<p>本通知单摘自封存的考核结果（第 ${revision} 次结果），摘要 SHA-256 <code>${snapshotSha256}</code>；核验程序随考核系统源代码提供（lib/verifier），用法见其 README。</p>
<p class="en">An extract of the sealed result ${revision} with this digest. The source code of the system comes with a verifier (lib/verifier); its README says how to use it.</p>
${before}
<p>封存时间 ${english('Sealed')} ${sealingTime(snapshot)} · 考核周期 ${english('Cycle')} ${snapshot.cycle} · 区、县（市）编号 ${english('District')} ${sealed.district} · 台账修订号 ${english('Book revision')} 第 ${sealed.revision} 号</p>
<p>审计链末端 ${english('End of the audit chain')} <code>${sealed.auditHead}</code></p>
</footer>`;
}

function both({ zh, en }: Text): Html {
  return html`${zh} ${english(en)}`;
}

function english(text: string): Html {
  return html`<bdi class="en">${text}</bdi>`;
}

/** The paper's look: A4 upright, system fonts with Chinese first, nothing loaded from anywhere. */
const certificateStyle = `
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
dl.outcome div:not(:last-child) { flex: none; }
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
