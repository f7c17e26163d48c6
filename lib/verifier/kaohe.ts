#!/usr/bin/env node
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { readAnchor, readReceipts, type Witness } from './check-witnesses.ts';
import { printVerification } from './print-verification.ts';
import { verifySnapshot } from './verify-snapshot.ts';

const usage = `用法 · Usage:
  npm run --silent verify -- <snapshot.json | public.json> [--sha256 <hex>]
      [--audit <audit.ndjson>] [--public <public.json>] [--receipts <file>] [--anchor <file>]

  由结果文件所载的任务、申报、核定重新计算全部得分与名次，核对摘要；对完整结果（snapshot.json）还核对审计链、公开件、回执和存证。
  Recomputes every point and rank from the file's own inputs and checks its digests; of a full result (snapshot.json)
  also the audit chains, the public form, receipts and anchors.

  --sha256    公布的摘要 · the digest that was published
  --audit     审计文件；不写时使用结果旁边的 audit.ndjson（如有）
              the audit file; an audit.ndjson beside the snapshot is used by itself
  --public    公开件；不写时使用结果旁边的 public.json（如有）
              the public form; a public.json beside the snapshot is used by itself
  --receipts  各方留存的回执，每行一个 JSON：写入的应答，或 {"district","revision","auditHead"}；可多次给出
              receipts, one JSON a line: the answer to a write, or {"district","revision","auditHead"}; may be repeated
  --anchor    防篡改存储中的存证文件；可多次给出
              an anchor from write-once storage; may be repeated

  --json      输出 JSON · print JSON
  --help      显示本说明 · print this

  退出码 · Exit code: 0 全部相符 · everything agrees; 1 有不符 · differences; 2 用法或读取有误 · usage, unreadable file
`;

class UsageFault extends Error {}

function main(args: readonly string[]): number {
  try {
    const wanted = readArguments(args);
    if (wanted === 'help') {
      process.stdout.write(usage);
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
    else process.stdout.write(printVerification(result, { audit, publicForm }, verification));
    return verification.holds ? 0 : 1;
  } catch (fault) {
    if (!(fault instanceof UsageFault)) throw fault;
    process.stderr.write(`${fault.message}\n\n${usage}`);
    return 2;
  }
}

const fullOnly =
  '公开件不含审计链：--audit、--public、--receipts、--anchor 只用于完整结果（snapshot.json） · ' +
  'The public form holds no audit chains: these options go with a full snapshot.';

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
    throw new UsageFault('命令不完整 · The command is not complete.');
  if (values.sha256 !== undefined && !/^[0-9a-f]{64}$/i.test(values.sha256))
    throw new UsageFault('--sha256 须为 64 位十六进制数 · --sha256 takes 64 hexadecimal digits.');
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
    throw new UsageFault(fault instanceof Error ? fault.message : '');
  }
}

function readWitnesses(
  path: string,
  read: (file: string, text: string) => readonly Witness[] | null,
): readonly Witness[] {
  const witnesses = read(path, new TextDecoder().decode(readBytes(path)));
  if (witnesses) return witnesses;
  throw new UsageFault(`${path} 不是回执或存证文件 · ${path} holds neither receipts nor an anchor.`);
}

function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (fault) {
    const why = fault instanceof Error ? fault.message : 'unreadable';
    throw new UsageFault(`无法读取 ${path} · Can't read ${path}: ${why}`);
  }
}

process.exitCode = main(process.argv.slice(2));
