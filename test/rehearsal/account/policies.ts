/** One statement of a policy, as a template has it. */
export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Principal?: '*' | Readonly<Record<string, string | readonly string[]>>;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** Who asks: a role, by its ARN, or a service of AWS, by its name. */
export type Principal = { readonly role: string } | { readonly service: string };

/** What a request says of itself, by condition key; a key that is not there is absent. */
export type Context = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Something that somebody wants to do. */
export interface Wish {
  readonly action: string;
  readonly resource: string;
  readonly context?: Context;
}

type Compare = (actual: string, wanted: string) => boolean;

const equal: Compare = (actual, wanted) => actual === wanted;
const matching: Compare = (actual, wanted) => matches(actual, wanted);

/** The operators of conditions that templates use; one that is not here stops the rehearsal. */
const operators: Readonly<Record<string, { readonly compare: Compare; readonly isNegated?: boolean }>> = {
  StringEquals: { compare: equal },
  StringNotEquals: { compare: equal, isNegated: true },
  StringLike: { compare: matching },
  StringNotLike: { compare: matching, isNegated: true },
  ArnEquals: { compare: matching },
  ArnLike: { compare: matching },
  Bool: { compare: equal },
};

/**
 * Whether a wish is granted, as IAM decides within one account: what any policy denies is refused; else the policy of the
 * role or the one of the resource has to allow it. A service has no policies of its own.
 */
export function isGranted(
  principal: Principal,
  wish: Wish,
  { identity, resource }: { readonly identity: readonly Statement[]; readonly resource: readonly Statement[] },
): boolean {
  const ofRole = identity.filter((statement) => applies(statement, wish));
  const ofResource = resource.filter((statement) => isMeant(statement, principal) && applies(statement, wish));
  const all = [...ofRole, ...ofResource];
  return all.length > 0 && all.every(({ Effect }) => Effect === 'Allow');
}

/** Whether a text fits a pattern of IAM: `*` is any text, `?` any one character. */
export function matches(text: string, pattern: string): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${escaped}$`, 's').test(text);
}

function applies(statement: Statement, { action, resource, context = {} }: Wish): boolean {
  for (const unknown of ['NotAction', 'NotResource', 'NotPrincipal'])
    if (unknown in statement) throw new Error(`nobody knows how to decide on ${unknown}`);
  const isAction = listOf(statement.Action).some((name) => matches(action.toLowerCase(), name.toLowerCase()));
  const isResource = listOf(statement.Resource ?? '*').some((pattern) => matches(resource, pattern));
  return isAction && isResource && meetsConditions(statement, { 'aws:SecureTransport': 'true', ...context });
}

function isMeant({ Principal }: Statement, principal: Principal): boolean {
  if (Principal === undefined) throw new Error('a policy of a resource names nobody');
  if (Principal === '*') return true;
  const named = 'role' in principal ? Principal.AWS : Principal.Service;
  const name = 'role' in principal ? principal.role : principal.service;
  return listOf(named ?? []).some((each) => each === name || (each === '*' && 'role' in principal));
}

function meetsConditions({ Condition = {} }: Statement, context: Context): boolean {
  return Object.entries(Condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => meets(operator, context[key], listOf(wanted))),
  );
}

function meets(name: string, given: Context[string], wanted: readonly string[]): boolean {
  if (name === 'Null') return wanted.includes(String(given === undefined));
  const [, set, base, ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(name) ?? [];
  const operator = operators[base ?? ''];
  if (!operator) throw new Error(`nobody knows how to decide on the condition ${name}`);
  const { compare, isNegated = false } = operator;
  if (given === undefined) return ifExists !== undefined || set === 'ForAllValues' || (isNegated && !set);
  const isFitting = (value: string) => wanted.some((each) => compare(value, each)) !== isNegated;
  return set === 'ForAnyValue' ? listOf(given).some(isFitting) : listOf(given).every(isFitting);
}

function listOf<Item>(value: Item | readonly Item[]): readonly Item[] {
  return Array.isArray(value) ? value : [value as Item];
}
