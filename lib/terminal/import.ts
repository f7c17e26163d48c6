import { extname } from 'node:path';
import { type Api, type GivenTable, giveTable, type ImportReport, importTable } from '../client/index.ts';
import { readGivenFile } from './given-file.ts';
import { visible } from './shown-text.ts';
import { layOut } from './table.ts';
import type { Terminal, Text } from './terminal.ts';
import { type Command, UsageFault, type Verb } from './verb.ts';

/** `kaohe import`: claims or targets out of a file. */
export const importFile: Verb = {
  usage: '<file.csv|file.xlsx> [--dry-run] [--cycle <id>] [--json]',
  summary: { zh: '从 CSV 或 XLSX 文件导入申报数或任务数', en: 'take in claims or targets from a CSV or XLSX file' },
  help: {
    zh: '先试导入并逐行列出问题；没有问题才写入，有一行不行则全部不写。--dry-run 只试不写。区县的令牌导入本区县的申报数，考核人员的令牌导入各区县的任务数。文件最大 8 MB；超过 256 KB 的先上传。区县较多时导入在后台进行，此命令等到完成。有被拒绝的行时退出码为 1。',
    en: 'Tries the file first and lists what is wrong row by row; it is written only if nothing is, all of it or nothing. --dry-run tries it only. With a district’s token it takes in the district’s claims, with an assessor’s the targets of all districts. A file has at most 8 MB; one of more than 256 KB is uploaded first. With many districts the import goes on after its request, and this command waits for its end. The exit code is 1 where rows are refused.',
  },
  takes: ['cycle', 'dry-run'],
  positionalsMax: 1,
  positional: 'file',
  run: takeIn,
};

const contentTypes = {
  '.csv': 'text/csv',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;
/** What is read as a table. */
const fileBytesMax = 8 * 1024 * 1024;

async function takeIn(command: Command): Promise<number> {
  const { terminal, values, positionals } = command;
  const [file] = positionals;
  if (file === undefined) throw new UsageFault({ zh: '请写明要导入的文件。', en: 'Name the file to take in.' });
  const contentType = (contentTypes as Readonly<Record<string, string>>)[extname(file).toLowerCase()];
  if (contentType === undefined)
    throw new UsageFault({ zh: '只接受 .csv 和 .xlsx 文件。', en: 'Only .csv and .xlsx files are taken.' });
  const bytes = await readBytes(file);
  const api = await command.api();
  const cycle = await command.cycle();
  const table = await giveTable(api, cycle, new Blob([bytes], { type: contentType }), {
    tellShare: () => terminal.progress({ zh: '正在上传', en: 'uploading' }),
    signal: terminal.world.signal,
  });
  terminal.progress({ zh: '正在试导入', en: 'trying the file' });
  let report = await take(api, cycle, table, terminal, true);
  if (report.refused.length === 0 && !values['dry-run']) {
    terminal.progress({ zh: '正在写入', en: 'writing' });
    report = await take(api, cycle, table, terminal, false);
  }
  terminal.progress(null);
  if (values.json) terminal.print(JSON.stringify(report));
  else terminal.print(...findings(terminal, report));
  return report.refused.length > 0 ? 1 : 0;
}

async function readBytes(file: string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await readGivenFile(file);
  if (bytes.length <= fileBytesMax) return bytes;
  throw new UsageFault({
    zh: '文件超过 8 MB：请删去图片和多余的工作表，或分成几个文件导入。',
    en: 'The file has more than 8 MB: leave out pictures and other sheets, or take it in in several parts.',
  });
}

function take(api: Api, cycle: string, table: GivenTable, terminal: Terminal, isTried: boolean): Promise<ImportReport> {
  return importTable(api, cycle, table, {
    isTried,
    signal: terminal.world.signal,
    tellBooks: ({ of, checked, written }) =>
      terminal.progress(
        written > 0
          ? { zh: `正在写入：${written}/${of} 个区县`, en: `writing: ${written} of ${of} districts` }
          : { zh: `正在核对：${checked}/${of} 个区县`, en: `checking: ${checked} of ${of} districts` },
      ),
  });
}

function findings(terminal: Terminal, report: ImportReport): string[] {
  const say = terminal.say.bind(terminal);
  const { refused, changedOnReading: changed, accepted, unchanged, dryRun } = report;
  const place = [
    { head: say({ zh: '行', en: 'row' }), align: 'right' },
    { head: say({ zh: '列', en: 'column' }), shrinksTo: 8 },
  ] as const;
  const reason = { head: say({ zh: '原因', en: 'why it is refused' }), isWrapped: true, shrinksTo: 20 };
  const reading = [{ head: say({ zh: '文件所载', en: 'in the file' }) }, { head: say({ zh: '读作', en: 'read as' }) }];
  const refusedRows = refused.map(({ row, column, message }) => [String(row), visible(column), visible(message)]);
  const changedRows = changed.map(({ row, column, from, to }) => [String(row), ...[column, from, to].map(visible)]);
  return [
    ...(refused.length > 0 ? [...layOut([...place, reason], refusedRows, terminal.width), ''] : []),
    ...(changed.length > 0 ? [...layOut([...place, ...reading], changedRows, terminal.width), ''] : []),
    say(outcome(refused.length, accepted.length, unchanged.length, dryRun)),
  ];
}

function outcome(refused: number, accepted: number, unchanged: number, isDryRun: boolean): Text {
  const counts = {
    zh: `${accepted} 行可导入，${unchanged} 行与现有相同`,
    en: `${accepted} rows can be taken in, ${unchanged} change nothing`,
  };
  if (refused > 0 && !isDryRun)
    return {
      zh: `已导入 ${accepted} 行，${unchanged} 行与现有相同；${refused} 处被拒绝，未导入。`,
      en: `Took in ${accepted} rows, ${unchanged} changed nothing; ${refused} refused and not taken in.`,
    };
  if (refused > 0)
    return {
      zh: `${refused} 处被拒绝，未写入任何内容；${counts.zh}。`,
      en: `${refused} refused, and nothing was written; ${counts.en}.`,
    };
  if (isDryRun)
    return { zh: `没有问题，尚未写入；${counts.zh}。`, en: `Nothing is wrong; not written yet: ${counts.en}.` };
  return {
    zh: `已导入 ${accepted} 行，另有 ${unchanged} 行与现有相同。`,
    en: `Took in ${accepted} rows; ${unchanged} more changed nothing.`,
  };
}
