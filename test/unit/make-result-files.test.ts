import { describe, expect, it } from 'vitest';
import { resultNames } from '../../functions/protocols/finalization/result-names.ts';
import { sha256 } from '../../lib/domain/digest.ts';
import type { Snapshot } from '../../lib/domain/finalization/snapshot.ts';
import { downloadNames } from '../../lib/exports/download-names.ts';
import { makeResultFiles, rankingCsv } from '../../lib/exports/make-result-files.ts';
import { guardedText } from '../../lib/exports/sheet.ts';
import { verifySnapshot } from '../../lib/verifier/verify-snapshot.ts';
import { changedScheme } from '../support/changed-scheme.ts';
import { largeCohort } from '../support/sample-cohort.ts';
import { sealedSample } from '../support/sample-snapshot.ts';
import { sealedBytes, sealedFixture } from '../support/sealed-fixture.ts';

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
    expect(header).toMatch(
      /^名次 Rank,区、县（市）编号 District,区、县（市）,Name,组别 Group,总分 Score \(70\),组织领导 /,
    );
    expect(header).toMatch(/,台账修订号 Book revision$/);
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

  it('gives points below zero as numbers', () => {
    const rows = snapshot.rows.map((row) => ({ ...row, score: '-0.50' }));
    expect(textOf(rankingCsv({ ...snapshot, rows }))).toContain(',-0.50,');
  });

  it('leaves other text as it is', () => {
    const plain = ['西湖区', 'a=b', '1-2', "'x", '', '😀', 'a@b'];
    expect(plain.map(guardedText)).toEqual(plain);
  });

  it('quotes separators, quotes and line ends', () => {
    expect(textOf(rankingCsv(renamed('a,"b"\r\n=c')))).toContain('"a,""b""\r\n=c"');
  });
});

describe('the names under which the files of a result are saved', () => {
  const saved = (of: Snapshot, ...names: string[]) => downloadNames(of, names).map(({ saveAs }) => saveAs);

  it('are Chinese, and say of which year and which district', () => {
    const names = [
      'snapshot.json',
      'public.json',
      'ranking.csv',
      'result.xlsx',
      'certificates/d-0001.html',
      'audit.ndjson',
    ];
    expect(downloadNames(renamed('西湖区'), names).map(({ name }) => name)).toEqual(names);
    expect(saved(snapshot, ...names, 'differences.json')).toEqual([
      '2019年度考核结果_完整数据.json',
      '2019年度考核结果_公开数据.json',
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
    const files = await makeResultFiles(snapshot);
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
    const [sealed, , , , page] = await makeResultFiles(snapshot);
    expect(textOf(sealed!.bytes)).toBe(text);
    expect(verifySnapshot(sealed!.bytes, { sha256: sha256(text) }).holds).toBe(true);
    expect(textOf(page!.bytes)).toContain(sha256(text));
  });

  it('of a result that was sealed before there was a salt are the same, without a public form', async () => {
    const { salt: _, ...old } = snapshot;
    const files = await makeResultFiles(old as Snapshot);
    const names = (await makeResultFiles(snapshot)).map(({ name }) => name).filter((name) => name !== 'public.json');
    expect(files.map(({ name }) => name)).toEqual(names);
    expect(resultNames(old as Snapshot, { role: 'admin', district: null })).toEqual([...names, 'audit.ndjson']);
  });

  it.each(['sealed-v1', 'sealed-v2', 'sealed-v3'])(
    'are made of a result of any format, whose bytes stay: %s',
    async (name) => {
      const files = await makeResultFiles(sealedFixture(name));
      expect(Buffer.from(files[0]!.bytes).equals(sealedBytes(name))).toBe(true);
      const form = files.find((file) => file.name === 'public.json');
      expect(form === undefined).toBe(name === 'sealed-v1');
      expect(verifySnapshot(files[0]!.bytes, { publicForm: form?.bytes }).differences).toEqual([]);
    },
  );

  it('say the same of open points that were linked and of those that are named', async () => {
    const [linked, named] = await Promise.all(
      ['sealed-v2', 'sealed-v3'].map((name) => makeResultFiles(sealedFixture(name))),
    );
    const papers = [linked!, named!].map((files) =>
      files
        .filter(({ name }) => name.startsWith('certificates/'))
        .map(({ bytes }) => textOf(bytes).replaceAll(/[0-9a-f]{64}/g, '')),
    );
    expect(papers[0]).toEqual(papers[1]);
    expect(papers[0]!.join('')).toContain('佐证材料尚在检查');
  });

  it('are the same bytes whenever they are made', async () => {
    expect(await makeResultFiles(structuredClone(snapshot))).toEqual(await makeResultFiles(snapshot));
  });
});
