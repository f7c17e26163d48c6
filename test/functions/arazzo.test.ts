import { describe, expect, it } from 'vitest';
import { type ArazzoStep, arazzoDocument } from '../../functions/contract/arazzo-document.ts';
import { routes } from '../../functions/routes.ts';
import { sweep } from '../../functions/sweep/sweep.ts';
import { holds, runSteps } from '../support/arazzo-runner.ts';
import { contractFaults } from '../support/contract-faults.ts';
import { admin, assessor, portal } from '../support/sample-service.ts';
import { announcementOf, pdfNumber, Uploads } from '../support/uploads.ts';
import { preparedYear } from '../support/year-end/prepared-year.ts';
import { servePublic } from './public-request.ts';

const document = arazzoDocument();
const [workflow] = document.workflows;
const district = 'd-001';
const callers = { 'Bearer d': portal(district), 'Bearer s': assessor, 'Bearer a': admin };
const bytes = pdfNumber(900);
const inputs = {
  ...{ cycle: '2019', district, component: '5', value: '9', correctedValue: '8', reason: '与佐证不符' },
  ...announcementOf(bytes),
  ...{ districtToken: 'd', assessorToken: 's', adminToken: 'a' },
};

/** Runs the year, but for what `change` makes of a step; the file arrives and books are applied once a step waits for it. */
async function runYear(change: (step: ArazzoStep) => ArazzoStep = (step) => step) {
  const year = await preparedYear();
  const uploads = new Uploads(year);
  const waited = new Set<string>();
  const outputs = await runSteps(
    workflow!.steps.map(change),
    inputs,
    async ({ operationId, parameters: { path, query, header }, body }) => {
      const { method, path: template } = routes.find(({ name }) => name === operationId)!;
      const address = template.replace(/\{(\w+)\}/g, (_, name) => path[name]!);
      const { Authorization, ...headers } = header;
      const caller = callers[Authorization as keyof typeof callers];
      const target = `${method} ${address}?${new URLSearchParams({ ...query, ...('wait' in query && { wait: '0' }) })}`;
      const reply = await year.send(target, { caller, headers, ...(body !== undefined && { body }) });
      expect(contractFaults(reply), target).toEqual([]);
      return reply;
    },
    async (stepId, { announce }) => {
      waited.add(stepId);
      if (stepId === 'stored') await uploads.arrive(String(announce!.outputs.evidence), bytes, district);
      else await sweep(year.needs);
    },
  );
  return { outputs, waited };
}

describe('a portal’s year', () => {
  it('goes through as it is told, each step as its criteria say, and what must be waited for is', async () => {
    const { outputs, waited } = await runYear();
    expect(Object.keys(outputs)).toEqual(workflow!.steps.map(({ stepId }) => stepId));
    expect([...waited]).toEqual(['stored', 'score', 'follow']);
    expect(outputs.returned!.outputs.reason).toBe('与佐证不符');
    expect(outputs.final!.outputs.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(Number(outputs.correct!.outputs.revision)).toBeGreaterThan(Number(outputs.claim!.outputs.revision));
  });

  it.each(['template', 'announce', 'claim', 'score', 'return', 'returned', 'verify', 'finalize', 'final'])(
    'stops at step %s where that is answered otherwise',
    async (stepId) => {
      const wrong = (step: ArazzoStep): ArazzoStep =>
        step.stepId === stepId ? { ...step, onFailure: [], parameters: step.parameters.filter(isNoToken) } : step;
      await expect(runYear(wrong)).rejects.toThrow(`${stepId}: not $statusCode`);
    },
  );

  it('names operations and parameters of the contract only, and takes nothing that no step before has put out', () => {
    const { steps } = workflow!;
    for (const { operationId, parameters } of steps) {
      const route = routes.find(({ name }) => name === operationId)!;
      const inPath = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
      expect(inPath.toSorted(), operationId).toEqual(
        [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort(),
      );
      const known = Object.keys(route.query?.().shape ?? {});
      for (const parameter of parameters) if (parameter.in === 'query') expect(known).toContain(parameter.name);
    }
    for (const [index, step] of steps.entries())
      for (const [, from] of JSON.stringify(step).matchAll(/\$steps\.(\w+)/g))
        expect(steps.slice(0, index).map(({ stepId }) => stepId)).toContain(from);
    const used = [...JSON.stringify(steps).matchAll(/\$inputs\.(\w+)/g)].map(([, name]) => name!);
    expect([...new Set(used)].sort()).toEqual(Object.keys(workflow!.inputs.properties).sort());
  });

  it('is told in both languages', () => {
    for (const { description } of [...workflow!.steps, workflow!])
      expect(description).toMatch(/^[^\p{Script=Han}]+ · \p{P}?\p{Script=Han}/u);
  });

  it('is served without a token', async () => {
    const answer = await servePublic('GET /arazzo.json');
    expect(answer.statusCode).toBe(200);
    expect(JSON.parse(answer.body)).toEqual(JSON.parse(JSON.stringify(document)));
  });
});

function isNoToken({ name }: ArazzoStep['parameters'][number]): boolean {
  return name !== 'Authorization';
}

describe('a criterion', () => {
  it('compares what an answer says with a number, a text and what was put out before', () => {
    const known = {
      inputs: { a: 'x' },
      steps: { s: { outputs: { n: 2 } } },
      answer: { status: 200, body: { n: 3, a: 'x' } },
    };
    for (const condition of [
      '$statusCode == 200',
      "$response.body#/a == 'x'",
      '$response.body#/a == $inputs.a',
      '$response.body#/n > $steps.s.outputs.n',
    ])
      expect(holds(condition, known), condition).toBe(true);
    for (const condition of [
      '$statusCode == 201',
      "$response.body#/a == 'y'",
      '$response.body#/b == $inputs.b',
      '$response.body#/b > $steps.s.outputs.n',
      '$steps.s.outputs.n > $response.body#/n',
    ])
      expect(holds(condition, known), condition).toBe(false);
  });
});
