#!/usr/bin/env node
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { printVerification } from './print-verification.ts';
import { verifySnapshot } from './verify-snapshot.ts';

const usage = `用法 · Usage:
  kaohe verify <snapshot.json> [--audit <audit.ndjson>] [--sha256 <hex>]

  由快照所载的任务、申报、核定重新计算全部得分与名次，核对摘要与审计链。
  Recomputes every point and rank from the snapshot's own inputs, and checks its digests and audit chains.

  --audit   审计文件；不写时使用快照旁边的 audit.ndjson（如有）
            the audit file; an audit.ndjson beside the snapshot is used by itself
  --sha256  公布的摘要 · the digest that was published

  退出码 · Exit code: 0 全部相符 · everything agrees; 1 有不符 · differences; 2 用法或读取有误 · usage, unreadable file
`;

class UsageFault extends Error {}

function main(args: readonly string[]): number {
  try {
    const { snapshot, audit, sha256 } = readArguments(args);
    const content = readBytes(snapshot);
    const verification = verifySnapshot(content, { audit: audit === null ? undefined : readBytes(audit), sha256 });
    process.stdout.write(printVerification(snapshot, audit, verification));
    return verification.holds ? 0 : 1;
  } catch (fault) {
    if (!(fault instanceof UsageFault)) throw fault;
    process.stderr.write(`${fault.message}\n\n${usage}`);
    return 2;
  }
}

interface Wanted {
  readonly snapshot: string;
  readonly audit: string | null;
  readonly sha256: string | undefined;
}

function readArguments(args: readonly string[]): Wanted {
  const { positionals, values } = parsed(args);
  const [command, snapshot, ...rest] = positionals;
  if (command !== 'verify' || snapshot === undefined || rest.length > 0)
    throw new UsageFault('命令不完整 · The command is not complete.');
  if (values.sha256 !== undefined && !/^[0-9a-f]{64}$/i.test(values.sha256))
    throw new UsageFault('--sha256 须为 64 位十六进制数 · --sha256 takes 64 hexadecimal digits.');
  const beside = join(dirname(snapshot), 'audit.ndjson');
  return {
    snapshot,
    audit: values.audit ?? (existsSync(beside) ? beside : null),
    sha256: values.sha256?.toLowerCase(),
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { audit: { type: 'string' }, sha256: { type: 'string' } },
    });
  } catch (fault) {
    throw new UsageFault(fault instanceof Error ? fault.message : '');
  }
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
