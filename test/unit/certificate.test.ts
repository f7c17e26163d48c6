import { describe, expect, it } from 'vitest';
import { sha256 } from '../../lib/domain/digest.ts';
import type { Snapshot } from '../../lib/domain/finalization/snapshot.ts';
import { certificate } from '../../lib/exports/certificate.ts';
import { explainResult } from '../../lib/exports/explained-result.ts';
import { changedScheme } from '../support/changed-scheme.ts';
import { markedCohort, openPointsOf } from '../support/marked-cohort.ts';
import { sealedSample } from '../support/sample-snapshot.ts';

const scheme = changedScheme();
const { snapshot, text } = sealedSample(scheme, markedCohort(scheme, 3));
const digest = sha256(text);
const paperOf = (of: Snapshot, district: string) =>
  certificate(of, explainResult(of).districts.find(({ sealed }) => sealed.district === district)!, digest);
const page = paperOf(snapshot, 'd-0001');
const row = snapshot.rows.find(({ district }) => district === 'd-0001')!;
const renamed = (zh: string, en: string): Snapshot => ({
  ...snapshot,
  rows: snapshot.rows.map((each) =>
    each.district === 'd-0001' ? { ...each, name: { zh, en }, group: 'urban' } : each,
  ),
});
/** The cells of a component's line, as text. */
const cellsOf = (of: string, id: string) => {
  const line = of.split('\n').find((tr) => tr.includes(`<td class="c">${id}</td>`))!;
  return [...line.matchAll(/<td[^>]*>(.*?)<\/td>/g)].map(([, cell]) => cell!.replace(/<[^>]+>/g, ''));
};
/** What a reader sees, without the small print and the style. */
const shown = (of: string) =>
  of
    .replace(/<footer>[\s\S]*/, '')
    .replace(/<style>[\s\S]*?<\/style>/, '')
    .replace(/<[^>]+>/g, ' ');

describe('a district’s 考核结果通知单', () => {
  it('bears its name, the district, rank, score and points by category', () => {
    expect(page).toContain('<h1>考核结果通知单</h1>');
    expect(page).not.toMatch(/证书|定稿|certificate/i);
    for (const fact of ['2019 年度', '第 1 次结果', row.name.zh, row.name.en, `${row.score} / 70`])
      expect(shown(page)).toContain(fact);
    expect(page).toContain(`<dd>第 ${row.rank} 名<small>（共 3 个区、县（市））</small></dd>`);
    for (const { id, maxPoints } of scheme.document.categories)
      expect(page).toContain(`<td class="c">${row.categories[id]} / ${maxPoints}</td>`);
  });

  it('says of equal ranks that they are', () => {
    const [one, two, three] = markedCohort(scheme, 3);
    const twins = sealedSample(scheme, [one!, { ...two!, parts: three!.parts }, three!]).snapshot;
    expect(paperOf(twins, 'd-0002')).toContain('<dd>并列第 1 名<small>');
    expect(paperOf(twins, 'd-0003')).toContain('<dd>并列第 1 名<small>');
    expect(paperOf(twins, 'd-0001')).toContain('<dd>第 3 名<small>');
  });

  it('sets task, claimed and verified value side by side, with unit, uncapped rate, and why points were lost', () => {
    expect(cellsOf(page, '8').slice(2)).toEqual(['万元', '10', '30', '12.5', '125.00%', '—', '4', '4.00', '']);
    expect(cellsOf(page, '5').slice(2, -1)).toEqual(['人', '20', '16', '16', '80.00%', '—', '3', '2.40']);
    expect(cellsOf(page, '5').at(-1)).toBe(
      '完成率 = 16 ÷ 20 = 80.00%（完成 16 人，任务 20 人）。得分 = 3.00 × 16 ÷ 20 = 2.40 分。',
    );
    expect(cellsOf(page, '10').slice(3)).toEqual(['7', '—', '—', '—', '—', '3', '0.00', '尚未申报：得 0.00 分。']);
    expect(cellsOf(page, '20.1').slice(3, 7)).toEqual(['0', '2', '2', '—']);
  });

  it('has a remark for every component with less than full points, for every district', () => {
    for (const { district, components } of snapshot.rows) {
      const paper = paperOf(snapshot, district);
      for (const { component, points } of components) {
        const cells = cellsOf(paper, component);
        expect(cells.at(-2)).toBe(points);
        if (Number(points) < Number(cells.at(-3))) expect(cells.at(-1), component).toMatch(/分(（.+）)?。$/);
      }
    }
  });

  it('has room for seal and signature, and bears the day on which the cycle closed in its time zone', () => {
    expect(page).toContain('考核部门（盖章）');
    expect(page).toContain('被考核单位签收');
    expect(page).toContain('<td>日期：2020年2月1日</td>');
    const elsewhere = { ...snapshot, timeZone: 'America/New_York' };
    expect(paperOf(elsewhere, 'd-0001')).toContain('<td>日期：2020年1月31日</td>');
  });

  it('names in the small print the digest, the instant of sealing, book revision and audit chain, and no command', () => {
    const small = page.slice(page.indexOf('<footer>'));
    for (const fact of [`摘要 SHA-256 <code>${digest}</code>`, '2020-02-01 00:00（北京时间）', row.auditHead])
      expect(small).toContain(fact);
    expect(small).toContain('本通知单摘自封存的考核结果（第 1 次结果）');
    expect(small).toContain(`第 ${row.revision} 号`);
    expect(small).toContain('核验程序随考核系统源代码提供（lib/verifier），用法见其 README。');
    expect(page).not.toMatch(/npx|npm|kaohe/);
  });

  it('shows officials no ids of districts or groups and no words of the program', () => {
    const open = openPointsOf('d-0001', [
      ['claim-unverified', '9'],
      ['evidence-pending', null],
    ]);
    const paper = shown(paperOf({ ...renamed('西湖区', 'Xihu District'), blockers: open }, 'd-0001'));
    expect(paper).not.toMatch(/d-0001|urban|sample-2019|[a-z]+-[a-z]+ed\b|\/v1\//);
  });

  it('says in words what was open when it was sealed, for its own district', () => {
    expect(page).not.toContain('未决事项');
    const own = openPointsOf('d-0001', [
      ['claim-unverified', '9'],
      ['claim-returned', '17'],
      ['target-missing', '13'],
      ['deduction-undecided', '12'],
      ['verification-stale', '5'],
      ['evidence-pending', null],
      ['evidence-pending', null],
    ]);
    const blockers = [...own, ...openPointsOf('d-0002', [['target-missing', '1']])];
    const items = paperOf({ ...snapshot, blockers }, 'd-0001').match(/<li>.*?<bdi/g);
    expect(items?.map((item) => item.replace(/<\/?\w+>?/g, '').trim())).toEqual([
      '9 引导企业投资兴业：申报未核定',
      '17 对口四省贫困人口到外地就业：申报已退回',
      '13 贫困人口在本地稳定就业：任务未下达',
      '12 消费扶贫（产销对接）：扣分待定',
      '5 选派专业技术人才：核定后情况有变',
      '佐证材料尚在检查（2 份）',
    ]);
  });

  it('names the result that it corrects', () => {
    expect(page).not.toContain('更正');
    const corrected = { ...snapshot, revision: 2, supersedes: { revision: 1, sha256: sha256('first') } };
    const paper = paperOf(corrected, 'd-0001');
    expect(paper).toContain('本次结果更正第 1 次结果');
    expect(paper).toContain(sha256('first'));
  });

  it('is Chinese first and made to be printed on A4, and loads and runs nothing', () => {
    expect(page).toContain('<html lang="zh-CN">');
    expect(page).toContain('@page { size: A4 portrait');
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(page).not.toMatch(/<(script|img|link|iframe|object)|\b(src|href)=|url\(|@import/i);
  });

  it('has columns that fill the width between the margins of A4, and cuts nothing', () => {
    const widths = [...page.matchAll(/<col style="width: ([\d.]+)mm">/g)].map(([, width]) => Number(width));
    expect(widths).toHaveLength(11);
    expect(widths.reduce((sum, width) => sum + width, 0)).toBe(182);
    expect(page).toContain('overflow-wrap: anywhere');
    expect(page).not.toMatch(/nowrap|overflow: hidden|text-overflow/);
  });

  it('escapes every text, and lets none reverse what is around it', () => {
    const paper = paperOf(renamed(`<script>alert("1")</script>&'\u202Ex`, 'שלום'), 'd-0001');
    expect(paper).not.toContain('<script');
    expect(paper).toContain('<bdi>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;�x</bdi>');
    expect(paper).toContain('<bdi class="en">שלום</bdi>');
  });
});
