import type { ArazzoStep } from '../../functions/contract/arazzo-document.ts';

/** An answer, as expressions look at it. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** A request, with the values that its expressions stand for. */
export interface Asked {
  readonly operationId: string;
  readonly parameters: Readonly<Record<'path' | 'query' | 'header', Readonly<Record<string, string>>>>;
  readonly body: unknown;
}

interface Known {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly steps: Readonly<Record<string, { readonly outputs: Readonly<Record<string, unknown>> }>>;
  readonly answer?: Answer;
}

const EXPRESSION = /^\$[\w.#/-]+$/;

/** What an expression stands for; `undefined` where there is nothing of that name. */
function standsFor(expression: string, { inputs, steps, answer }: Known): unknown {
  const [name = '', pointer] = expression.slice(1).split('#');
  if (name === 'statusCode') return answer?.status;
  if (name === 'response.body') return within(answer?.body, pointer!.slice(1).split('/'));
  return within({ inputs, steps }, name.split('.'));
}

function within(value: unknown, steps: readonly string[]): unknown {
  return steps.reduce((inner, step) => (inner as Record<string, unknown> | undefined)?.[step], value);
}

/** A value with its expressions filled in: whole texts, those within braces, and what is in lists and objects. */
function filledIn(value: unknown, known: Known): unknown {
  if (Array.isArray(value)) return value.map((one) => filledIn(one, known));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, filledIn(one, known)]));
  if (typeof value !== 'string') return value;
  const found = (expression: string) => {
    const there = standsFor(expression, known);
    if (there === undefined) throw new Error(`${expression} stands for nothing`);
    return there;
  };
  return EXPRESSION.test(value) ? found(value) : value.replace(/\{(\$[^}]+)\}/g, (_, inner) => String(found(inner)));
}

const CONDITION = /^(\S+) (==|>) (\S+)$/;

/** Whether an answer is as a criterion says. */
export function holds(condition: string, known: Known): boolean {
  const [, left = '', operator, right = ''] = CONDITION.exec(condition)!;
  const [is, wanted] = [left, right].map((side) => {
    if (side.startsWith('$')) return standsFor(side, known);
    return side.startsWith("'") ? side.slice(1, -1) : Number(side);
  });
  return operator === '==' ? is !== undefined && is === wanted : Number(is) > Number(wanted);
}

/**
 * Runs the steps of a workflow one after the other, as Arazzo 1.0 says it; a step that fails is tried again as often as it
 * says, and `between` is what happens in the world meanwhile. Gives what each step put out.
 */
export async function runSteps(
  steps: readonly ArazzoStep[],
  inputs: Readonly<Record<string, unknown>>,
  send: (asked: Asked) => Promise<Answer>,
  between: (stepId: string, outputs: Known['steps']) => Promise<void>,
): Promise<Known['steps']> {
  const outputs: Record<string, { outputs: Record<string, unknown> }> = {};
  for (const step of steps) {
    const answer = await answerTo(step, { inputs, steps: outputs }, send, () => between(step.stepId, outputs));
    const told = Object.entries(step.outputs ?? {});
    const known = { inputs, steps: outputs, answer };
    outputs[step.stepId] = { outputs: Object.fromEntries(told.map(([name, one]) => [name, filledIn(one, known)])) };
  }
  return outputs;
}

async function answerTo(
  step: ArazzoStep,
  known: Known,
  send: (asked: Asked) => Promise<Answer>,
  between: () => Promise<void>,
): Promise<Answer> {
  const of = (place: string) =>
    Object.fromEntries(
      step.parameters
        .filter((parameter) => parameter.in === place)
        .map(({ name, value }) => [name, String(filledIn(value, known))]),
    );
  const parameters = { path: of('path'), query: of('query'), header: of('header') };
  const asked = {
    operationId: step.operationId,
    parameters,
    body: step.requestBody && filledIn(step.requestBody.payload, known),
  };
  const tries = 1 + (step.onFailure?.[0]?.retryLimit ?? 0);
  for (let attempt = 1; ; attempt++) {
    const answer = await send(asked);
    const failed = step.successCriteria.find(({ condition }) => !holds(condition, { ...known, answer }));
    if (!failed) return answer;
    const said = `${step.stepId}: not ${failed.condition}, but ${answer.status} ${JSON.stringify(answer.body)}`;
    if (attempt === tries) throw new Error(said);
    await between();
  }
}
