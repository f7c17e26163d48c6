import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contract, routes } from '../../functions/routes.ts';
import { committed, contractFiles } from './contract-files.ts';
import { installTools, makeTypes, runTool } from './tools.ts';

const folder = mkdtempSync(join(tmpdir(), 'kaohe-contract-'));
beforeAll(installTools);
afterAll(() => rmSync(folder, { recursive: true }));

const at = (...names: string[]) => join(folder, ...names);
const { document } = contractFiles;
const { paths, components } = JSON.parse(committed('document'));
const schemaNames = Object.keys(components.schemas);
const operationNames = Object.values<Record<string, { operationId: string }>>(paths).flatMap((item) =>
  Object.values(item).map(({ operationId }) => operationId.toLowerCase()),
);

/** What generated code exports as types. */
function typesIn(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/^export (?:type|interface) (\w+)/gm)].map(([, name]) => name!);
}

/** Compiles generated code strictly, without looking the other way. */
function compile(file: string) {
  const options = ['--noEmit', '--strict', '--skipLibCheck', 'false', '--lib', 'es2024,dom,dom.iterable'];
  return runTool('tsc', ...options, '--module', 'esnext', '--moduleResolution', 'bundler', '--target', 'es2024', file);
}

describe('linters', () => {
  it('find nothing to say: redocly, to whose strict rules warnings are errors', () => {
    writeFileSync(at('redocly.yaml'), 'extends: [recommended-strict]\n');
    const { isContent, text } = runTool('redocly', 'lint', document, '--config', at('redocly.yaml'));
    expect(isContent, text).toBe(true);
  });

  it('find nothing to say: spectral, hints included', () => {
    writeFileSync(at('spectral.json'), JSON.stringify({ extends: ['spectral:oas'] }));
    const said = runTool(
      'spectral',
      'lint',
      document,
      '-r',
      at('spectral.json'),
      '--fail-severity',
      'hint',
      '-f',
      'json',
    );
    expect(said.isContent, said.text).toBe(true);
  });

  it('find something where there is something', () => {
    const broken = JSON.parse(committed('document'));
    delete broken.paths['/v1/health'].get.operationId;
    writeFileSync(at('broken.json'), JSON.stringify(broken));
    writeFileSync(at('redocly.yaml'), 'extends: [recommended-strict]\n');
    expect(runTool('redocly', 'lint', at('broken.json'), '--config', at('redocly.yaml')).isContent).toBe(false);
    expect(
      runTool('spectral', 'lint', at('broken.json'), '-r', at('spectral.json'), '--fail-severity', 'hint').isContent,
    ).toBe(false);
  });
});

describe('the walk-through', () => {
  it('is what redocly takes for Arazzo, to whose strict rules warnings are errors', () => {
    const { arazzo } = contract();
    writeFileSync(at('redocly.yaml'), 'extends: [recommended-strict]\n');
    writeFileSync(at('openapi.json'), committed('document'));
    const lint = (document: object) => {
      writeFileSync(at('arazzo.json'), JSON.stringify(document));
      return runTool('redocly', 'lint', at('arazzo.json'), '--config', at('redocly.yaml'));
    };
    expect(lint(arazzo)).toMatchObject({ isContent: true });
    const [workflow] = arazzo.workflows;
    const [step] = workflow!.steps;
    const broken = { ...workflow, steps: [{ ...step, successCriteria: [{ condition: 7 }] }] };
    expect(lint({ ...arazzo, workflows: [broken] })).toMatchObject({ isContent: false });
  });
});

/** As much as is looked at of what Postman's library makes of a request; its types are installed with it alone. */
interface PostmanItem {
  readonly request: {
    readonly method: string;
    readonly url: {
      readonly variables: { each(look: (one: { readonly key: string; value: string }) => void): void };
      getHost(): string;
      getPath(): string;
    };
    readonly body?: { toString(): string };
    readonly auth?: { readonly type: string };
  };
  getAuth(): { readonly type: string };
}

describe('the Postman collection', () => {
  it('is read by Postman’s own library: a request for each operation, at its address, with a body and a token if it needs one', () => {
    const { Collection, Property } = createRequire(import.meta.url)('postman-collection');
    const { postman } = contract();
    const collection = new Collection(postman);
    const read: string[] = [];
    collection.forEachItem((item: PostmanItem) => {
      const { method, url, body, auth } = item.request;
      url.variables.each((one) => {
        if (one.key === 'id') one.value = 'one';
      });
      expect(url.getHost()).toBe('{{baseUrl}}');
      const address = Property.replaceSubstitutions(url.getPath(), collection.variables);
      const sent = body ? `, a body of ${typeof JSON.parse(body.toString())}` : '';
      read.push(`${method} ${address}${sent}, ${(auth ?? item.getAuth()).type}`);
    });
    const values = new Map(postman.variable.map(({ key, value }) => [key, value]));
    const wanted = routes.map(({ method, path, body, roles }) => {
      const address = path.replace(/\{(\w+)\}/g, (_, name) => values.get(name) ?? 'one');
      return `${method} ${address}${body ? ', a body of object' : ''}, ${roles === 'public' ? 'noauth' : 'bearer'}`;
    });
    expect(read.sort()).toEqual(wanted.sort());
  });
});

describe('generators make clients that compile and call things by their names', () => {
  it('openapi-typescript, whose types are committed as they are made', () => {
    makeTypes(document, at('openapi.d.ts'));
    expect(readFileSync(at('openapi.d.ts'), 'utf8')).toBe(committed('types'));
    expect(typesIn(at('openapi.d.ts'))).toEqual(expect.arrayContaining(schemaNames));
    expect(compile(at('openapi.d.ts'))).toEqual({ isContent: true, text: '' });
  });

  it('@hey-api/openapi-ts', () => {
    const made = runTool('openapi-ts', '-i', document, '-o', at('hey'), '-c', '@hey-api/client-fetch', '--no-log-file');
    expect(made.isContent, made.text).toBe(true);
    const types = typesIn(at('hey', 'types.gen.ts'));
    expect(types).toEqual(expect.arrayContaining(schemaNames));
    // Besides the schemas only what an operation sends and answers, after its own name.
    const others = types.filter((name) => !schemaNames.includes(name) && !/(?:Data|Errors?|Responses?)$/.test(name));
    expect(others).toEqual(['ClientOptions']);
    expect(compile(at('hey', 'index.ts'))).toEqual({ isContent: true, text: '' });
  });

  it('orval', () => {
    const output = { target: at('orval.ts'), client: 'fetch' };
    writeFileSync(
      at('orval.config.mjs'),
      `export default ${JSON.stringify({ kaohe: { input: document, output } })};\n`,
    );
    const made = runTool('orval', '--config', at('orval.config.mjs'));
    expect(made.isContent, made.text).toBe(true);
    const types = typesIn(at('orval.ts'));
    expect(types).toEqual(expect.arrayContaining(schemaNames));
    // Besides the schemas what an operation takes and answers, and words and maps within a schema, after their places.
    const others = types.filter(
      (name) =>
        !schemaNames.some((schema) => name.startsWith(schema)) &&
        !operationNames.some((operation) => name.toLowerCase().startsWith(operation)),
    );
    expect(others).toEqual([]);
    expect(types.filter((name) => /Item|AnyOf|OneOf|AllOf|Inner/.test(name) && !schemaNames.includes(name))).toEqual(
      [],
    );
    expect(compile(at('orval.ts'))).toEqual({ isContent: true, text: '' });
  });
});
