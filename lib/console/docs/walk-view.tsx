import { useEffect, useState } from 'preact/hooks';
import { say, texts } from './language.ts';
import type { Listed } from './open-api.ts';
import { Method } from './operation-view.tsx';
import { Prose } from './prose.tsx';

interface Step {
  readonly stepId: string;
  readonly description: string;
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly value: unknown }[];
  readonly requestBody?: { readonly payload: Readonly<Record<string, unknown>> };
  readonly successCriteria: readonly { readonly condition: string }[];
  readonly onFailure?: readonly unknown[];
  readonly outputs?: Readonly<Record<string, string>>;
}

interface Workflow {
  readonly description: string;
  readonly inputs: { readonly properties: Readonly<Record<string, { readonly description: string }>> };
  readonly steps: readonly Step[];
}

let known: Workflow | null = null;

/** The walk-through: what is asked one after the other, and what of it goes on into the next step. */
export function WalkView({ operations }: { readonly operations: readonly Listed[] }) {
  const [workflow, setWorkflow] = useState(known);
  useEffect(() => {
    if (!known) void readWorkflow().then(setWorkflow);
  }, []);
  const { walk, loading } = texts.value;
  return (
    <>
      <h1 tabIndex={-1}>{walk}</h1>
      {!workflow && <p class="loading">{loading}</p>}
      {workflow && (
        <>
          <Prose text={say(workflow.description)} />
          <p>
            <a href="/arazzo.json">/arazzo.json</a> {texts.value.documentNames['/arazzo.json']}
          </p>
          <ol class="walk">
            {workflow.steps.map((step) => (
              <StepView key={step.stepId} {...{ workflow, step, operations }} />
            ))}
          </ol>
        </>
      )}
    </>
  );
}

async function readWorkflow(): Promise<Workflow | null> {
  const answer = await fetch('/arazzo.json').catch(() => null);
  if (answer?.ok) known = ((await answer.json()) as { readonly workflows: readonly Workflow[] }).workflows[0]!;
  return known;
}

interface StepProps {
  readonly workflow: Workflow;
  readonly step: Step;
  readonly operations: readonly Listed[];
}

function StepView({ workflow, step, operations }: StepProps) {
  const { description, operationId, parameters, requestBody, successCriteria, onFailure, outputs = {} } = step;
  const { sentWith, isDone, again, putsOut } = texts.value;
  const { method, summary } = operations.find((operation) => operation.operationId === operationId)!;
  const sent = [
    ...parameters.map(({ name, value }) => [name, value] as const),
    ...Object.entries(requestBody?.payload ?? {}),
  ];
  return (
    <li class="panel">
      <div class="step">
        <Prose text={say(description)} />
        <p>
          <Method method={method} /> <a href={`#${operationId}`}>{say(summary)}</a>
        </p>
        <dl class="headers">
          <div>
            <dt>{sentWith}</dt>
            <dd>
              {sent.map(([name, value]) => (
                <span key={name} class="sent">
                  <code>{name}</code> {wordsOf(value, workflow)}
                </span>
              ))}
            </dd>
          </div>
          <div>
            <dt>{isDone}</dt>
            <dd>
              {successCriteria.map(({ condition }) => (
                <code key={condition} class="sent">
                  {condition}
                </code>
              ))}
              {onFailure && again}
            </dd>
          </div>
          {Object.keys(outputs).length > 0 && (
            <div>
              <dt>{putsOut}</dt>
              <dd>
                {Object.keys(outputs).map((name) => (
                  <code key={name} class="sent">
                    {name}
                  </code>
                ))}
              </dd>
            </div>
          )}
        </dl>
      </div>
    </li>
  );
}

/** Where a value comes from: what was asked at the beginning, an earlier step, or as it stands. */
function wordsOf(value: unknown, { inputs, steps }: Workflow): string {
  if (Array.isArray(value)) return value.map((one) => wordsOf(one, { inputs, steps } as Workflow)).join();
  const [, input] = /\$inputs\.(\w+)/.exec(String(value)) ?? [];
  if (input) return say(inputs.properties[input]!.description);
  const [, stepId, output] = /^\$steps\.(\w+)\.outputs\.(\w+)$/.exec(String(value)) ?? [];
  if (!stepId) return JSON.stringify(value);
  return texts.value.fromStep(steps.findIndex((step) => step.stepId === stepId) + 1, output!);
}
