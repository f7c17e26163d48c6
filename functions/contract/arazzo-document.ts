import type { Text } from '../../lib/domain/text.ts';

/** A step of a walk-through, as Arazzo has it. */
export interface ArazzoStep {
  readonly stepId: string;
  readonly description: string;
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly value: unknown }[];
  readonly requestBody?: { readonly contentType: string; readonly payload: unknown };
  readonly successCriteria: readonly { readonly condition: string }[];
  readonly onFailure?: readonly {
    readonly name: string;
    readonly type: string;
    readonly retryAfter: number;
    readonly retryLimit: number;
  }[];
  readonly outputs?: Readonly<Record<string, string>>;
}

type Part = ArazzoStep['parameters'][number];

const path = (name: string, value = `$inputs.${name}`): Part => ({ name, in: 'path', value });
const query = (name: string, value: unknown): Part => ({ name, in: 'query', value });
const by = (who: string): Part => ({ name: 'Authorization', in: 'header', value: `Bearer {$inputs.${who}Token}` });
const book = [path('cycle'), path('district')];
const json = (payload: unknown) => ({ contentType: 'application/json', payload });
const answers = (status: number, ...others: string[]) =>
  [`$statusCode == ${status}`, ...others].map((condition) => ({ condition }));
const again = (retryLimit: number) => [{ name: 'again', type: 'retry', retryAfter: 1, retryLimit }];

/** Both languages on one line, as everywhere in the contract. */
function both({ zh, en }: Text): string {
  return `${en} · ${zh}`;
}

/** What a district hands in, up to the score that it gives. */
const handingIn: readonly ArazzoStep[] = [
  {
    stepId: 'template',
    description: both({
      zh: '下载申报表模板，了解要申报哪些考核内容。',
      en: 'Download the table of claims, to see what is to be claimed.',
    }),
    operationId: 'getImportTemplate',
    parameters: [path('cycle'), query('kind', 'claims'), query('format', 'csv'), by('district')],
    successCriteria: answers(200),
  },
  {
    stepId: 'announce',
    description: both({
      zh: '登记佐证材料，取得上传地址；随后按应答中 `upload` 所列的请求头，用 PUT 把文件传到该地址（不经本接口）。',
      en: 'Announce a file of evidence and get an upload address; then PUT the bytes there, with the headers that `upload` lists, which is no operation of this API.',
    }),
    operationId: 'announceEvidence',
    parameters: [...book, by('district')],
    requestBody: json({
      fileName: '$inputs.fileName',
      contentType: '$inputs.contentType',
      sizeBytes: '$inputs.sizeBytes',
      sha256: '$inputs.sha256',
      kind: '$inputs.kind',
      components: ['$inputs.component'],
    }),
    successCriteria: answers(201),
    outputs: { evidence: '$response.body#/id', uploadUrl: '$response.body#/upload/url' },
  },
  {
    stepId: 'stored',
    description: both({ zh: '等文件检查完毕并入库。', en: 'Wait until the file is inspected and stored.' }),
    operationId: 'getEvidence',
    parameters: [...book, path('id', '$steps.announce.outputs.evidence'), by('district')],
    successCriteria: answers(200, "$response.body#/state == 'stored'"),
    onFailure: again(30),
  },
  {
    stepId: 'claim',
    description: both({ zh: '申报数值，并引用该佐证。', en: 'Claim a value that cites the file.' }),
    operationId: 'submitClaim',
    parameters: [...book, path('component'), by('district')],
    requestBody: json({ value: '$inputs.value', evidence: ['$steps.announce.outputs.evidence'] }),
    successCriteria: answers(200),
    outputs: { revision: '$response.body#/revision' },
  },
  {
    stepId: 'score',
    description: both({
      zh: '读取包含这次申报的得分和名次；尚未计入时应答 409，稍后重试。',
      en: 'Read score and rank with this very claim in them; as long as it is not applied, the answer is 409.',
    }),
    operationId: 'getScore',
    parameters: [
      ...[...book, query('basis', 'claimed'), query('minRevision', '$steps.claim.outputs.revision')],
      by('district'),
    ],
    successCriteria: answers(200),
    onFailure: again(30),
    outputs: {
      version: '$response.body#/version',
      score: '$response.body#/score',
      rank: '$response.body#/rank',
    },
  },
];

/** What comes of it: a return, its correction, and the sealed result. */
const comingToAnEnd: readonly ArazzoStep[] = [
  {
    stepId: 'return',
    description: both({
      zh: '（考核人员）退回申报，并说明理由。',
      en: '(The assessor) returns the claim, with a reason.',
    }),
    operationId: 'assessClaim',
    parameters: [...book, path('component'), by('assessor')],
    requestBody: json({
      decision: 'return',
      claimRevision: '$steps.claim.outputs.revision',
      reason: '$inputs.reason',
    }),
    successCriteria: answers(201),
  },
  {
    stepId: 'follow',
    description: both({
      zh: '从上次读到的排名版本起等待变动；有新变动即应答。',
      en: 'Wait for what comes after the version that was read; the answer comes as soon as something does.',
    }),
    operationId: 'getChanges',
    parameters: [path('cycle'), query('after', '$steps.score.outputs.version'), query('wait', 20), by('district')],
    successCriteria: answers(200, '$response.body#/items/0/version > $steps.score.outputs.version'),
    onFailure: again(30),
  },
  {
    stepId: 'returned',
    description: both({
      zh: '查看最近一次退回：是哪一项，为什么。',
      en: 'Read the newest return: of which component, and why.',
    }),
    operationId: 'getHistory',
    parameters: [...book, query('action', 'return'), query('limit', 1), by('district')],
    successCriteria: answers(200, '$response.body#/items/0/changes/0/component == $inputs.component'),
    outputs: { reason: '$response.body#/items/0/reason' },
  },
  {
    stepId: 'correct',
    description: both({ zh: '更正后重新申报。', en: 'Claim again, as corrected.' }),
    operationId: 'submitClaim',
    parameters: [...book, path('component'), by('district')],
    requestBody: json({ value: '$inputs.correctedValue', evidence: ['$steps.announce.outputs.evidence'] }),
    successCriteria: answers(200),
    outputs: { revision: '$response.body#/revision' },
  },
  {
    stepId: 'verify',
    description: both({ zh: '（考核人员）核定申报。', en: '(The assessor) verifies the claim.' }),
    operationId: 'assessClaim',
    parameters: [...book, path('component'), by('assessor')],
    requestBody: json({
      decision: 'verify',
      claimRevision: '$steps.correct.outputs.revision',
      reason: '$inputs.reason',
    }),
    successCriteria: answers(201),
  },
  {
    stepId: 'finalize',
    description: both({
      zh: '（管理员）年终定稿；平时到期自动进行。',
      en: '(The administrator) seals the year; otherwise its date does.',
    }),
    operationId: 'finalizeNow',
    parameters: [path('cycle'), by('admin')],
    successCriteria: answers(200, "$response.body#/state == 'finalized'"),
    outputs: { sha256: '$response.body#/sha256' },
  },
  {
    stepId: 'final',
    description: both({
      zh: '读取已封存的结果，摘要与定稿时一致。',
      en: 'Read the sealed result; its digest is that of the sealing.',
    }),
    operationId: 'getFinal',
    parameters: [path('cycle'), by('district')],
    successCriteria: answers(200, '$response.body#/sha256 == $steps.finalize.outputs.sha256'),
    outputs: { sha256: '$response.body#/sha256' },
  },
];

const text = (zh: string, en: string) => ({ type: 'string', description: both({ zh, en }) });

const inputs = {
  type: 'object',
  properties: {
    cycle: text('考核周期编号', 'Id of the cycle'),
    district: text('区县编号', 'Id of the district'),
    component: text('考核内容编号', 'Id of the component'),
    value: text('申报数值', 'The value that is claimed'),
    correctedValue: text('更正后的数值', 'The value as corrected'),
    fileName: text('文件名', 'Name of the file'),
    contentType: text('文件的媒体类型', 'Media type of the file'),
    sizeBytes: { type: 'integer', description: both({ zh: '文件字节数', en: 'Length of the file in bytes' }) },
    sha256: text('文件的 SHA-256', 'SHA-256 of the file'),
    kind: text('佐证种类', 'Kind of evidence'),
    reason: text('退回和核定的理由', 'The reason of return and verification'),
    districtToken: text('区县的令牌', 'Token of the district'),
    assessorToken: text('考核人员的令牌', 'Token of an assessor'),
    adminToken: text('管理员的令牌', 'Token of an administrator'),
  },
} as const;

/** A portal's year as an Arazzo 1.0 document: operations of the OpenAPI document in their order, and what goes from one to the next. */
export function arazzoDocument() {
  const title = both({ zh: '门户系统的一年', en: "A portal's year" });
  return {
    arazzo: '1.0.1',
    info: { title: 'Kaohe 考核', summary: title, version: '1' },
    sourceDescriptions: [{ name: 'kaohe', url: './openapi.json', type: 'openapi' }],
    workflows: [
      {
        workflowId: 'portals-year',
        summary: title,
        description: both({
          zh: '从申报到封存结果：含一次退回和更正。考核人员和管理员的步骤以括号注明。',
          en: 'From a claim to the sealed result, with a return and its correction. Steps of the assessor and the administrator say so.',
        }),
        inputs: { ...inputs, required: Object.keys(inputs.properties) },
        steps: [...handingIn, ...comingToAnEnd],
        outputs: {
          score: '$steps.score.outputs.score',
          reason: '$steps.returned.outputs.reason',
          sha256: '$steps.final.outputs.sha256',
        },
      },
    ],
  };
}

/** What the Arazzo document is. */
export type ArazzoDocument = ReturnType<typeof arazzoDocument>;
