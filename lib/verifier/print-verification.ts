import type { CheckId, Difference } from './findings.ts';
import type { Verification } from './verify-snapshot.ts';

/** A text in both languages. */
export interface Words {
  readonly zh: string;
  readonly en: string;
}

/** Chinese where the usual variables say so, else English. */
export function languageOf({ LC_ALL, LC_MESSAGES, LANG }: NodeJS.ProcessEnv): keyof Words {
  return (LC_ALL || LC_MESSAGES || LANG || '').startsWith('zh') ? 'zh' : 'en';
}

/** What each check looks at. */
const checkNames: Record<CheckId, Words> = {
  digest: { zh: '与公布的摘要一致', en: 'equals the published digest' },
  canonical: { zh: '规范 JSON，逐字节一致', en: 'canonical JSON, byte by byte' },
  form: { zh: '格式已知，字段齐全', en: 'known format, no field missing or unknown' },
  'scheme-hash': { zh: '考核办法的摘要', en: 'hash of the scheme' },
  maxima: { zh: '考核办法各级分值相加相符', en: 'maxima of the scheme add up' },
  formulas: { zh: '算式只引用排在前面的考核内容', en: 'formulas read what stands before them' },
  inputs: { zh: '任务数、申报、核定互相相容', en: 'targets, claims and verifications fit together' },
  points: { zh: '逐项得分重新计算', en: 'points recomputed' },
  states: { zh: '逐项状态重新判定', en: 'states recomputed' },
  places: { zh: '单项名次重新排定', en: 'places recomputed' },
  categories: { zh: '分类得分重新合计', en: 'category sums recomputed' },
  scores: { zh: '总分重新合计', en: 'scores recomputed' },
  ranks: { zh: '总名次重新排定', en: 'ranks recomputed' },
  grades: { zh: '等次重新评定', en: 'grades recomputed' },
  order: { zh: '行的次序', en: 'order of the rows' },
  'evidence-manifest': { zh: '佐证材料清单摘要（所含引用数）', en: 'evidence manifest (files cited)' },
  blockers: { zh: '未决事项所指存在', en: 'open points name what exists' },
  supersedes: { zh: '所更正的结果', en: 'the result that it corrects' },
  'audit-chains': { zh: '审计链逐条相连', en: 'audit entries chained' },
  'audit-heads': { zh: '审计链末端与封存的一致', en: 'ends of the audit chains' },
  'audit-replay': { zh: '按审计记录重放后相符', en: 'audit entries replayed' },
  receipts: { zh: '与各方留存的回执一致', en: 'receipts agree' },
  anchors: { zh: '与定期存证一致', en: 'anchors agree' },
  'public-form': { zh: '公开件出自这份结果', en: 'the public form belongs to this result' },
};

/** Names of the files that a result was held against; `null` where there was none. */
export interface FilesBeside {
  readonly audit: string | null;
  readonly publicForm: string | null;
}

function besideLines({ audit, publicForm }: FilesBeside): Words[] {
  return [
    audit === null
      ? { zh: '未提供审计文件：审计链未核验', en: 'No audit file given: the audit chains were not checked' }
      : { zh: `审计文件 ${audit}`, en: `Audit file: ${audit}` },
    ...(publicForm === null ? [] : [{ zh: `公开件 ${publicForm}`, en: `Public form: ${publicForm}` }]),
  ];
}

/** Differences printed at most; the rest is counted. */
const shownMax = 50;

const publicOnly: Words = {
  zh: '公开件不含审计链、佐证材料和人员信息，只含其加盐承诺',
  en: 'The public form holds salted commitments to audit chains, evidence and persons',
};

/** A verification as lines for a person at a terminal. */
export function printVerification(
  file: string,
  beside: FilesBeside,
  { subject, checks, differences, sha256, holds }: Verification,
  language: keyof Words,
): string {
  const say = (words: Words) => words[language];
  const left = differences.length - shownMax;
  return [
    say({ zh: `核验 ${file}`, en: `Verifying ${file}` }),
    ...(subject ? [say(aboutOf(subject))] : []),
    `SHA-256 ${sha256}`,
    ...(subject?.isPublic ? [publicOnly] : besideLines(beside)).map(say),
    '',
    ...checks.map(({ id, count, differences: wrong }) => {
      const differing = wrong === 0 ? '' : say({ zh: `，不符 ${wrong} 处`, en: `, differing: ${wrong}` });
      return `${wrong === 0 ? '✓' : '✗'} ${say(checkNames[id])}${say({ zh: '：', en: ': ' })}${count}${differing}`;
    }),
    '',
    ...differences.slice(0, shownMax).map((difference) => printDifference(difference, say)),
    ...(left > 0 ? [say({ zh: `…… 另有 ${left} 处`, en: `… and ${left} more` }), ''] : []),
    say(
      holds
        ? { zh: '结论：全部相符。', en: 'Result: everything agrees.' }
        : { zh: `结论：有 ${differences.length} 处不符。`, en: `Result: ${differences.length} differences.` },
    ),
    '',
  ].join('\n');
}

function aboutOf({ cycle, revision, districts, isPublic }: NonNullable<Verification['subject']>): Words {
  return {
    zh: `考核周期 ${cycle}，第 ${revision} 次结果${isPublic ? '（公开件）' : ''}，${districts} 个区、县（市）`,
    en: `Cycle ${cycle}, result ${revision}${isPublic ? ' (public form)' : ''}, ${districts} districts`,
  };
}

function printDifference({ check, at, of, stated, expected }: Difference, say: (words: Words) => string): string {
  const where = of === null ? '' : say({ zh: `（${visible(of)}）`, en: ` (${visible(of)})` });
  return [
    `✗ ${visible(at)}${where} ${say(checkNames[check])}`,
    `    ${say({ zh: '文件所载：', en: 'stated:   ' })}${visible(stated)}`,
    `    ${say({ zh: '应为：    ', en: 'expected: ' })}${visible(expected)}`,
    '',
  ].join('\n');
}

const lengthMax = 300;

/** Text from a file, without what could steer a terminal, and of a bearable length. */
function visible(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '�');
  return plain.length > lengthMax ? `${plain.slice(0, lengthMax)}…` : plain;
}
