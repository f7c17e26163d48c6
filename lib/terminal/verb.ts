import type { Api } from '../client/index.ts';
import type { Terminal, Text } from './terminal.ts';

/** The command can't be carried out as it was typed, or without a setting. */
export class UsageFault extends Error {
  readonly text: Text;

  constructor(text: Text) {
    super(text.en);
    this.text = text;
  }
}

/** Options of all verbs; each takes those that it names. */
export const options = {
  cycle: { type: 'string', short: 'c' },
  basis: { type: 'string', short: 'b' },
  role: { type: 'string' },
  district: { type: 'string' },
  subject: { type: 'string' },
  coefficients: { type: 'string' },
  'dry-run': { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** The name of an option. */
export type OptionName = keyof typeof options;

/** What each option is for, as completion tells it. */
export const optionTexts: Readonly<Record<OptionName, Text>> = {
  cycle: { zh: '考核周期', en: 'the cycle' },
  basis: { zh: '按申报数或核定数', en: 'by claimed or by verified values' },
  role: { zh: '令牌的角色', en: 'the role of the token' },
  district: { zh: '区县编号', en: 'the id of a district' },
  subject: { zh: '令牌属于谁', en: 'whose token it is' },
  coefficients: { zh: '各区县系数的 JSON 文件', en: 'a JSON file of the districts’ coefficients' },
  'dry-run': { zh: '只试不写', en: 'try it, write nothing' },
  json: { zh: '输出 JSON', en: 'print JSON' },
  help: { zh: '显示说明', en: 'print help' },
};

/** What can stand behind an option, where that is known. */
export const optionValues: Readonly<Partial<Record<OptionName, readonly string[] | 'file'>>> = {
  basis: ['claimed', 'verified'],
  role: ['district', 'assessor', 'auditor', 'admin'],
  coefficients: 'file',
};

/** What was typed behind a verb. */
export interface Command {
  readonly terminal: Terminal;
  readonly url: string;
  readonly positionals: readonly string[];
  readonly values: {
    readonly [Name in OptionName]?: (typeof options)[Name]['type'] extends 'boolean' ? boolean : string;
  };
  /** The API, asked as whom the environment says; made when it is first used. */
  readonly api: () => Promise<Api>;
  /** The cycle that is named, or the only one that is not sealed. */
  readonly cycle: () => Promise<string>;
}

/** A verb of `kaohe`. */
export interface Verb {
  /** What stands behind it: `<file> [--dry-run]`. */
  readonly usage: string;
  readonly summary: Text;
  /** What it does, what it prints, what its options mean; a paragraph or more. */
  readonly help: Text;
  readonly takes: readonly OptionName[];
  readonly positionalsMax: number;
  /** What stands first behind it, where completion can know: one of these, or a file. */
  readonly positional?: readonly string[] | 'file';
  /** Whether a file stands behind that. */
  readonly isFileNext?: boolean;
  /** Carries it out; gives the exit code. */
  readonly run: (command: Command) => Promise<number>;
}

/** By which values is ranked. */
export type Basis = 'claimed' | 'verified';

/** The basis that was asked for; the claimed one without it, as the console shows first. */
export function basisOf({ values: { basis = 'claimed' } }: Command): Basis {
  if (basis === 'claimed' || basis === 'verified') return basis;
  throw new UsageFault({
    zh: '--basis 须为 claimed（申报）或 verified（核定）。',
    en: '--basis is claimed or verified.',
  });
}

/** Names of the two bases. */
export const basisNames: Record<Basis, Text> = {
  claimed: { zh: '按申报数', en: 'by claimed values' },
  verified: { zh: '按核定数', en: 'by verified values' },
};
