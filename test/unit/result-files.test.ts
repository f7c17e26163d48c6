import { describe, expect, it } from 'vitest';
import { sha256 } from '../../lib/domain/digest.ts';
import type { Snapshot } from '../../lib/domain/finalization/snapshot.ts';
import { certificate } from '../../lib/exports/certificate.ts';
import { downloadNames } from '../../lib/exports/download-names.ts';
import { guardedText, rankingCsv } from '../../lib/exports/ranking-csv.ts';
import { resultFiles } from '../../lib/exports/result-files.ts';
import { verifySnapshot } from '../../lib/verifier/verify-snapshot.ts';
import { changedScheme } from '../support/changed-scheme.ts';
import { largeCohort } from '../support/sample-cohort.ts';
import { sealedSample } from '../support/sample-snapshot.ts';

const scheme = changedScheme();
const { snapshot, text } = sealedSample(scheme, largeCohort(scheme, 3));
const renamed = (name: string, group: string | null = null): Snapshot => ({
  ...snapshot,
  rows: snapshot.rows.map((row, index) => (index === 0 ? { ...row, name: { zh: name, en: name }, group } : row)),
});
const textOf = (bytes: Uint8Array) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

describe('ranking.csv', () => {
  const csv = textOf(rankingCsv(snapshot));

  it('begins with the byte-order mark that makes Excel and WPS read UTF-8, and ends every line with CR LF', () => {
    expect([...rankingCsv(snapshot).slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(csv.split('\r\n')).toHaveLength(5);
    expect(csv.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  it('has a row a district by rank, points with all their places', () => {
    const [header, ...rows] = csv.slice(1).split('\r\n');
    expect(header!.startsWith('名次 Rank,区县编号 District,区县名称,Name,组别 Group,总分 Score (70),组织领导 ')).toBe(
      true,
    );
    snapshot.rows.forEach((row, index) => {
      const { rank, district, name, group, score, categories, revision } = row;
      const points = scheme.categories.map(({ id }) => categories[id]);
      expect(rows[index]).toBe([rank, district, name.zh, name.en, group, score, ...points, revision].join(','));
    });
  });

  it('lets no spreadsheet take a name for a formula', () => {
    const formulas = [
      '=cmd',
      '+1',
      '-1',
      '@SUM',
      '＝cmd',
      '＋1',
      '－1',
      '＠SUM',
      '\t=cmd',
      '\rx',
      '\nx',
      ' =cmd',
      '\u00a0=cmd',
    ];
    expect(formulas.map(guardedText)).toEqual(formulas.map((formula) => `'${formula}`));
    expect(textOf(rankingCsv(renamed('=1+1', '＝组')))).toContain("'=1+1,'=1+1,'＝组,");
  });

  it('leaves other text as it is', () => {
    const plain = ['西湖区', 'a=b', '1-2', "'x", '', '😀', 'a@b'];
    expect(plain.map(guardedText)).toEqual(plain);
  });

  it('quotes separators, quotes and line ends', () => {
    expect(textOf(rankingCsv(renamed('a,"b"\r\n=c')))).toContain('"a,""b""\r\n=c"');
  });
});

describe('a district’s certificate', () => {
  const row = snapshot.rows[1]!;
  const page = certificate(snapshot, row, sha256(text));

  it('shows rank, score, category points, every component, digest, revision and audit head', () => {
    for (const fact of [
      `${row.rank} / 3`,
      `${row.score} / 70`,
      sha256(text),
      row.auditHead,
      '第 1 版结果',
      row.name.zh,
      row.name.en,
    ])
      expect(page).toContain(fact);
    for (const { id, maxPoints } of scheme.document.categories)
      expect(page).toContain(`<td class="c">${row.categories[id]} / ${maxPoints}</td>`);
    for (const { component, points, target, verification } of row.components) {
      const line = page.split('\n').find((tr) => tr.includes(`<td class="c">${component}</td>`))!;
      expect(line).toContain(`<td class="n">${target ?? '—'}</td><td class="n">${verification!.value}</td>`);
      expect(line).toContain(`<td class="n">${points}</td></tr>`);
    }
  });

  it('is Chinese first and made to be printed on A4, and loads and runs nothing', () => {
    expect(page).toContain('<html lang="zh-CN">');
    expect(page).toContain('@page { size: A4 portrait');
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(page).not.toMatch(/<(script|img|link|iframe|object)|\b(src|href)=|url\(|@import/i);
  });

  it('escapes every text', () => {
    const hostile = renamed(`<script>alert("1")</script>&'\u202Ex`);
    const shown = certificate(hostile, hostile.rows[0]!, sha256(text));
    expect(shown).not.toContain('<script');
    expect(shown).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;�x');
  });

  it('names the result that it corrects, and what was open when it was sealed', () => {
    expect(page).not.toContain('corrects revision');
    expect(page).not.toContain('未决事项');
    const corrected: Snapshot = {
      ...snapshot,
      revision: 2,
      supersedes: { revision: 1, sha256: sha256('first') },
      blockers: [
        { kind: 'claim-unverified', district: row.district, component: '8', link: '/v1/x' },
        { kind: 'target-missing', district: 'd-9999', component: '9', link: '/v1/y' },
      ],
    };
    const shown = certificate(corrected, row, sha256('second'));
    expect(shown).toContain('It corrects revision 1');
    expect(shown).toContain(sha256('first'));
    expect(shown).toContain('<code>claim-unverified</code>');
    expect(shown).not.toContain('target-missing');
  });
});

describe('the names under which the files of a result are saved', () => {
  const saved = (of: Snapshot, ...names: string[]) => downloadNames(of, names).map(({ saveAs }) => saveAs);

  it('are Chinese, and say of which year and which district', () => {
    const names = ['snapshot.json', 'ranking.csv', 'result.xlsx', 'certificates/d-0001.html', 'audit.ndjson'];
    expect(downloadNames(renamed('西湖区'), names).map(({ name }) => name)).toEqual(names);
    expect(saved(snapshot, ...names, 'differences.json')).toEqual([
      '2019年度考核结果_完整数据.json',
      '2019年度考核结果_排名.csv',
      '2019年度考核结果.xlsx',
      '2019年度考核结果通知单_第1区.html',
      '2019年度考核结果_审计记录.ndjson',
      '2019年度考核结果_更正对照.json',
    ]);
    expect(saved(snapshot, 'more.json')).toEqual(['2019年度考核结果_more.json']);
  });

  it('say of a correction which result it is', () => {
    expect(saved({ ...snapshot, revision: 2 }, 'result.xlsx', 'certificates/d-0001.html')).toEqual([
      '2019年度考核结果（第2次结果）.xlsx',
      '2019年度考核结果通知单（第2次结果）_第1区.html',
    ]);
  });

  it('tell districts of one name apart', () => {
    const names = snapshot.rows.map(({ district }) => `certificates/${district}.html`);
    const twins = renamed(snapshot.rows[1]!.name.zh);
    expect(new Set(saved(twins, ...names)).size).toBe(3);
    expect(saved(twins, names[0]!)[0]).toContain(snapshot.rows[0]!.district);
    expect(saved(twins, names[2]!)[0]).not.toContain(snapshot.rows[2]!.district);
  });
});

describe('the files of a result', () => {
  it('are the snapshot, the ranking, the workbook and a certificate a district', async () => {
    const files = await resultFiles(snapshot);
    expect(files.map(({ name }) => name)).toEqual([
      'snapshot.json',
      'public.json',
      'ranking.csv',
      'result.xlsx',
      ...snapshot.rows.map(({ district }) => `certificates/${district}.html`),
    ]);
    expect(new Set(files.map(({ contentType }) => contentType)).size).toBe(4);
  });

  it('begin with the canonical snapshot, which verifies, and carry its digest', async () => {
    const [sealed, , , , page] = await resultFiles(snapshot);
    expect(textOf(sealed!.bytes)).toBe(text);
    expect(verifySnapshot(sealed!.bytes, { sha256: sha256(text) }).holds).toBe(true);
    expect(textOf(page!.bytes)).toContain(sha256(text));
  });

  it('are the same bytes whenever they are made', async () => {
    expect(await resultFiles(structuredClone(snapshot))).toEqual(await resultFiles(snapshot));
  });
});
