#!/usr/bin/env node
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { readAnchor, readReceipts, type Witness } from './check-witnesses.ts';
import { languageOf, printVerification, type Words } from './print-verification.ts';
import { verifySnapshot } from './verify-snapshot.ts';

const usage: Words = {
  zh: `用法：npx kaohe verify <snapshot.json | public.json> [--sha256 <摘要>]
      [--audit <audit.ndjson>] [--public <public.json>]
      [--receipts <文件>] [--anchor <文件>] [--json]

由结果文件所载的任务、申报、核定重新计算全部得分与名次，核对摘要；
对完整结果（snapshot.json）还核对审计链、公开件、回执和存证。

  --sha256    公布的摘要
  --audit     审计文件；不写时使用结果旁边的 audit.ndjson（如有）
  --public    公开件；不写时使用结果旁边的 public.json（如有）
  --receipts  各方留存的回执，每行一个 JSON：写入的应答，
              或 {"district","revision","auditHead"}；可多次给出
  --anchor    防篡改存储中的存证文件；可多次给出
  --json      输出 JSON
  --help      显示本说明

退出码：0 全部相符；1 有不符；2 用法或读取有误
`,
  en: `Usage: npx kaohe verify <snapshot.json | public.json> [--sha256 <hex>]
      [--audit <audit.ndjson>] [--public <public.json>]
      [--receipts <file>] [--anchor <file>] [--json]

Recomputes every point and rank from the file's own inputs and checks its
digests; of a full result (snapshot.json) also the audit chains, the public
form, receipts and anchors.

  --sha256    the digest that was published
  --audit     the audit file; audit.ndjson beside the snapshot is used by itself
  --public    the public form; public.json beside the snapshot is used by itself
  --receipts  receipts, one JSON a line: the answer to a write,
              or {"district","revision","auditHead"}; may be repeated
  --anchor    an anchor from write-once storage; may be repeated
  --json      print JSON
  --help      print this

Exit code: 0 everything agrees; 1 differences; 2 usage, unreadable file
`,
};

class UsageFault extends Error {
  readonly words: Words;

  constructor(words: Words) {
    super(words.en);
    this.words = words;
  }
}

function main(args: readonly string[]): number {
  const language = languageOf(process.env);
  try {
    const wanted = readArguments(args);
    if (wanted === 'help') {
      process.stdout.write(usage[language]);
      return 0;
    }
    const { result, sha256, audit, publicForm, receipts, anchors, isFullWanted, isJson } = wanted;
    const verification = verifySnapshot(readBytes(result), {
      sha256,
      audit: audit === null ? undefined : readBytes(audit),
      publicForm: publicForm === null ? undefined : readBytes(publicForm),
      receipts: receipts.flatMap((file) => readWitnesses(file, readReceipts)),
      anchors: anchors.flatMap((file) => readWitnesses(file, readAnchor)),
    });
    if (verification.subject?.isPublic && isFullWanted) throw new UsageFault(fullOnly);
    if (isJson) process.stdout.write(`${JSON.stringify(verification)}\n`);
    else process.stdout.write(printVerification(result, { audit, publicForm }, verification, language));
    return verification.holds ? 0 : 1;
  } catch (fault) {
    if (!(fault instanceof UsageFault)) throw fault;
    process.stderr.write(`${fault.words[language]}\n\n${usage[language]}`);
    return 2;
  }
}

const fullOnly: Words = {
  zh: '公开件不含审计链：--audit、--public、--receipts、--anchor 只用于完整结果（snapshot.json）。',
  en: 'The public form holds no audit chains: --audit, --public, --receipts and --anchor go with a full snapshot.',
};

interface Wanted {
  readonly result: string;
  readonly sha256: string | undefined;
  readonly audit: string | null;
  readonly publicForm: string | null;
  readonly receipts: readonly string[];
  readonly anchors: readonly string[];
  /** Whether something was named that only a full snapshot can be held against. */
  readonly isFullWanted: boolean;
  readonly isJson: boolean;
}

function readArguments(args: readonly string[]): Wanted | 'help' {
  const { positionals, values } = parsed(args);
  if (values.help) return 'help';
  const [command, result, ...rest] = positionals;
  if (command !== 'verify' || result === undefined || rest.length > 0)
    throw new UsageFault({ zh: '命令不完整。', en: 'The command is not complete.' });
  if (values.sha256 !== undefined && !/^[0-9a-f]{64}$/i.test(values.sha256))
    throw new UsageFault({ zh: '--sha256 须为 64 位十六进制数。', en: '--sha256 takes 64 hexadecimal digits.' });
  const { audit, public: publicForm, receipts = [], anchor: anchors = [] } = values;
  const beside = (name: string) => {
    const path = join(dirname(result), name);
    return existsSync(path) ? path : null;
  };
  return {
    result,
    sha256: values.sha256?.toLowerCase(),
    audit: audit ?? beside('audit.ndjson'),
    publicForm: publicForm ?? beside('public.json'),
    receipts,
    anchors,
    isFullWanted: audit !== undefined || publicForm !== undefined || receipts.length + anchors.length > 0,
    isJson: values.json ?? false,
  };
}

function parsed(args: readonly string[]) {
  const [one, many] = [{ type: 'string' }, { type: 'string', multiple: true }] as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { audit: one, sha256: one, public: one, receipts: many, anchor: many, json: flag, help: flag },
    });
  } catch (fault) {
    const why = fault instanceof Error ? (/'([^']+)'/.exec(fault.message)?.[1] ?? fault.message) : '';
    throw new UsageFault({ zh: `不认识或缺少值：${why}`, en: `Unknown, or without its value: ${why}` });
  }
}

function readWitnesses(
  path: string,
  read: (file: string, text: string) => readonly Witness[] | null,
): readonly Witness[] {
  const witnesses = read(path, new TextDecoder().decode(readBytes(path)));
  if (witnesses) return witnesses;
  throw new UsageFault({ zh: `${path} 不是回执或存证文件。`, en: `${path} holds neither receipts nor an anchor.` });
}

function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (fault) {
    const { code = '' } = fault as NodeJS.ErrnoException;
    throw new UsageFault({ zh: `无法读取 ${path}（${code}）。`, en: `Can't read ${path} (${code}).` });
  }
}

process.exitCode = main(process.argv.slice(2));
