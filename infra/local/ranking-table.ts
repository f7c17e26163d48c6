import stringWidth from 'string-width';
import type { LocalClient } from './local-client.ts';

interface Ranking {
  readonly version: number;
  readonly rows: readonly {
    readonly rank: number;
    readonly district: string;
    readonly name: { readonly zh: string };
    readonly score: string;
    readonly categories: Readonly<Record<string, string>>;
  }[];
}

interface SchemeNames {
  readonly categories: readonly { readonly id: string; readonly name: { readonly zh: string } }[];
}

/** A cycle's live ranking as lines of text: ranked by claimed values, with the verified score and rank beside it. */
export async function rankingTable(client: LocalClient, cycle: string): Promise<string> {
  const auditor = { role: 'auditor', subject: 'ranking-table' } as const;
  const { scheme } = await client.expect<{ scheme: string }>(auditor, 'GET', `/v1/cycles/${cycle}`);
  const { categories } = await client.expect<SchemeNames>(auditor, 'GET', `/v1/schemes/${scheme}`);
  const claimed = await client.expect<Ranking>(auditor, 'GET', `/v1/cycles/${cycle}/ranking?basis=claimed`);
  const verified = await client.expect<Ranking>(auditor, 'GET', `/v1/cycles/${cycle}/ranking?basis=verified`);
  const heads = [
    ['名次', '区县', '申报得分', ...categories.map(({ name }) => name.zh), '核定得分', '名次'],
    ['rank', 'district', 'claimed', ...categories.map(({ id }) => id), 'verified', 'rank'],
  ];
  const rows = claimed.rows.map(({ rank, district, name, score, categories: points }) => {
    const final = verified.rows.find((row) => row.district === district)!;
    return [
      `${rank}`,
      `${name.zh} ${district}`,
      score,
      ...categories.map(({ id }) => points[id]!),
      final.score,
      `${final.rank}`,
    ];
  });
  const title = `${cycle} · ${scheme} · 第 ${claimed.version} 版，按申报数排名 · version ${claimed.version}, ranked by claimed values`;
  return `${title}\n\n${layOut(heads, rows)}`;
}

/** Columns wide enough for every cell, Chinese characters counted as two; text to the left, numbers to the right. */
function layOut(heads: readonly (readonly string[])[], rows: readonly (readonly string[])[]): string {
  const widths = heads[0]!.map((_, column) => Math.max(...[...heads, ...rows].map((row) => stringWidth(row[column]!))));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => {
        const space = ' '.repeat(widths[column]! - stringWidth(cell));
        return column === 1 ? cell + space : space + cell;
      })
      .join('  ')
      .trimEnd();
  return [...heads.map(line), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}
