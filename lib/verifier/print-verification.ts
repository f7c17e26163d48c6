import type { CheckId, Difference } from './findings.ts';
import type { Verification } from './verify-snapshot.ts';

/** What each check looks at, in Chinese and English. */
const checkNames: Record<CheckId, readonly [string, string]> = {
  digest: ['与公布的摘要一致', 'equals the published digest'],
  canonical: ['规范 JSON，逐字节一致', 'canonical JSON, byte by byte'],
  form: ['格式已知，字段齐全', 'known format, no field missing or unknown'],
  'scheme-hash': ['考核办法的摘要', 'hash of the scheme'],
  maxima: ['考核办法各级分值相加相符', 'maxima of the scheme add up'],
  inputs: ['任务数、申报、核定互相相容', 'targets, claims and verifications fit together'],
  points: ['逐项得分重新计算', 'points recomputed'],
  states: ['逐项状态重新判定', 'states recomputed'],
  places: ['单项名次重新排定', 'places recomputed'],
  categories: ['分类得分重新合计', 'category sums recomputed'],
  scores: ['总分重新合计', 'scores recomputed'],
  ranks: ['总名次重新排定', 'ranks recomputed'],
  order: ['行的次序', 'order of the rows'],
  'evidence-manifest': ['佐证材料清单摘要（所含引用数）', 'evidence manifest (files cited)'],
  blockers: ['未决事项所指存在', 'open points name what exists'],
  supersedes: ['所更正的结果', 'the result that it corrects'],
  'audit-chains': ['审计链逐条相连', 'audit entries chained'],
  'audit-heads': ['审计链末端与封存的一致', 'ends of the audit chains'],
  'audit-replay': ['按审计记录重放后相符', 'audit entries replayed'],
  receipts: ['与各方留存的回执一致', 'receipts agree'],
  anchors: ['与定期存证一致', 'anchors agree'],
  'public-form': ['公开件出自这份结果', 'the public form belongs to this result'],
};

/** Names of the files that a result was held against; `null` where there was none. */
export interface FilesBeside {
  readonly audit: string | null;
  readonly publicForm: string | null;
}

function besideLines({ audit, publicForm }: FilesBeside): string[] {
  return [
    audit === null
      ? '未提供审计文件：审计链未核验 · No audit file given: the audit chains were not checked'
      : `审计文件 · Audit file: ${audit}`,
    ...(publicForm === null ? [] : [`公开件 · Public form: ${publicForm}`]),
  ];
}

/** Differences printed at most; the rest is counted. */
const shownMax = 50;

/** A verification as lines for a person at a terminal, Chinese first. */
export function printVerification(file: string, beside: FilesBeside, verification: Verification): string {
  const { subject, checks, differences, sha256, holds } = verification;
  const about = subject
    ? [
        `考核周期 ${subject.cycle}，第 ${subject.revision} 次结果${subject.isPublic ? '（公开件）' : ''}，${subject.districts} 个区、县（市）`,
        `Cycle ${subject.cycle}, result ${subject.revision}${subject.isPublic ? ' (public form)' : ''}, ${subject.districts} districts`,
      ]
    : [];
  return [
    `核验 ${file} · Verifying ${file}`,
    ...about,
    `SHA-256 ${sha256}`,
    ...(subject?.isPublic
      ? [
          '公开件不含审计链、佐证材料和人员信息，只含其加盐承诺 · The public form holds salted commitments to audit chains, evidence and persons',
        ]
      : besideLines(beside)),
    '',
    ...checks.map(({ id, count, differences: wrong }) => {
      const [zh, en] = checkNames[id];
      return `${wrong === 0 ? '✓' : '✗'} ${zh} · ${en}: ${count}${wrong === 0 ? '' : `，不符 · differing: ${wrong}`}`;
    }),
    '',
    ...differences.slice(0, shownMax).map(printDifference),
    ...(differences.length > shownMax
      ? [`…… 另有 ${differences.length - shownMax} 处 · and ${differences.length - shownMax} more`, '']
      : []),
    holds
      ? '结论：全部相符。 · Result: everything agrees.'
      : `结论：有 ${differences.length} 处不符。 · Result: ${differences.length} differences.`,
    '',
  ].join('\n');
}

function printDifference({ check, at, of, stated, expected }: Difference): string {
  const [zh, en] = checkNames[check];
  return [
    `✗ ${visible(at)}${of === null ? '' : `（${visible(of)}）`} ${zh} · ${en}`,
    `    文件所载 · stated:   ${visible(stated)}`,
    `    应为 · expected:     ${visible(expected)}`,
    '',
  ].join('\n');
}

const lengthMax = 300;

/** Text from a file, without what could steer a terminal, and of a bearable length. */
function visible(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '�');
  return plain.length > lengthMax ? `${plain.slice(0, lengthMax)}…` : plain;
}
