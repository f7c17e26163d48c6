import type { SealedDistrict, Snapshot } from '../domain/finalization/snapshot.ts';
import type { Text } from '../domain/text.ts';
import { certificateStyle } from './certificate-style.ts';
import { closingTime } from './closing-time.ts';
import { Html, html } from './html.ts';
import { type MethodLine, methodTable } from './method-table.ts';
import { stateNames } from './state-names.ts';

/**
 * A district's certificate: one printable page of HTML, Chinese first, that loads and runs nothing. It names the
 * digest of the snapshot that it is an extract of, and how to verify it.
 */
export function certificate(snapshot: Snapshot, row: SealedDistrict, snapshotSha256: string): string {
  return html`<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${row.name.zh} ${snapshot.year} 年度考核结果 · ${row.name.en} result ${snapshot.year}</title>
<style>${new Html(certificateStyle)}</style>
</head>
<body>
${heading(snapshot, row)}
<main>
<h2>分类得分 <span class="en">Points by category</span></h2>
${categoryTable(snapshot, row)}
<h2>逐项得分 <span class="en">Points by component</span></h2>
${partTable(snapshot, row)}
${openPoints(snapshot, row)}
</main>
${origin(snapshot, row, snapshotSha256)}
</body>
</html>
`.markup;
}

function heading({ scheme, rows, year }: Snapshot, row: SealedDistrict): Html {
  return html`<header>
<h1>${year} 年度考核结果</h1>
<div>${scheme.title.zh}</div>
<div class="en">Result of ${year} · ${scheme.title.en}</div>
<p class="district">${both(row.name)}</p>
<dl class="outcome">
<div><dt>名次 <span class="en">Rank</span></dt><dd>${row.rank} / ${rows.length}</dd></div>
<div><dt>总分 <span class="en">Score</span></dt><dd>${row.score} / ${scheme.maxPoints}</dd></div>
</dl>
</header>`;
}

function categoryTable({ scheme }: Snapshot, row: SealedDistrict): Html {
  return html`<table class="categories">
<thead><tr>${scheme.categories.map(({ name }) => html`<th scope="col">${both(name)}</th>`)}</tr></thead>
<tbody><tr>${scheme.categories.map(
    ({ id, maxPoints }) => html`<td class="c">${row.categories[id]!} / ${maxPoints}</td>`,
  )}</tr></tbody>
</table>`;
}

const partHeadings: readonly Text[] = [
  { zh: '项目', en: 'No.' },
  { zh: '指标', en: 'Indicator' },
  { zh: '任务数', en: 'Target' },
  { zh: '核定值', en: 'Verified' },
  { zh: '单项名次', en: 'Place' },
  { zh: '分值', en: 'Full' },
  { zh: '得分', en: 'Points' },
];

function partTable(snapshot: Snapshot, row: SealedDistrict): Html {
  const { scheme } = snapshot;
  return html`<table class="parts">
<thead><tr>${partHeadings.map((text) => html`<th scope="col">${both(text)}</th>`)}</tr></thead>
<tbody>
${methodTable(snapshot, row).map(partRow)}
<tr><th colspan="5" scope="row">${both({ zh: '合计', en: 'Total' })}</th><td class="n">${scheme.maxPoints}</td><td class="n"><strong>${row.score}</strong></td></tr>
</tbody>
</table>`;
}

function partRow({ component, sealed }: MethodLine): Html {
  const value = sealed.verification?.value ?? null;
  const shown = sealed.state === 'verified' ? html`${value}` : html`${value} ${both(stateNames[sealed.state])}`;
  return html`<tr><td class="c">${component.id}</td><td>${both(component.name)}</td><td class="n">${sealed.target ?? '—'}</td><td class="n">${shown}</td><td class="c">${sealed.place ?? '—'}</td><td class="n">${component.fullPoints}</td><td class="n">${sealed.points}</td></tr>
`;
}

/** What was still open for this district when the result was sealed by a cycle whose rule lets that pass. */
function openPoints({ blockers }: Snapshot, row: SealedDistrict): Html | null {
  const own = blockers.filter(({ district }) => district === row.district);
  if (own.length === 0) return null;
  return html`<h2>封存时的未决事项 <span class="en">Open when sealed</span></h2>
<ul>${own.map(({ kind, component }) => html`<li>${component ?? ''} <code>${kind}</code></li>`)}</ul>`;
}

function origin(snapshot: Snapshot, row: SealedDistrict, snapshotSha256: string): Html {
  const { supersedes } = snapshot;
  const before =
    supersedes &&
    html`<p>本结果更正第 ${supersedes.revision} 版 <span class="en">It corrects revision ${supersedes.revision}</span>，SHA-256 <code>${supersedes.sha256}</code></p>`;
  return html`<footer>
<p>考核周期 <span class="en">Cycle</span> ${snapshot.cycle} · 第 ${snapshot.revision} 版结果 <span class="en">Revision ${snapshot.revision}</span> · 封存 <span class="en">Closed</span> ${closingTime(snapshot)}</p>
<p>结果文件 <span class="en">Snapshot</span> snapshot.json，SHA-256 <code>${snapshotSha256}</code></p>
${before}
<p>区县 <span class="en">District</span> ${row.district} · 台账第 ${row.revision} 版 <span class="en">Book revision ${row.revision}</span> · 审计链末端 <span class="en">End of the audit chain</span> <code>${row.auditHead}</code></p>
<p>核验 <span class="en">Verify with</span> <code>npx kaohe verify snapshot.json --sha256 ${snapshotSha256}</code></p>
</footer>`;
}

function both({ zh, en }: Text): Html {
  return html`${zh} <span class="en">${en}</span>`;
}
