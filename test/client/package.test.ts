import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { declarations, declarationsFolder, declarationsIn, runCompiler } from '../contract/declarations.ts';

const root = join(import.meta.dirname, '../..');
let portal: string;

/** A portal's own project, with this one installed from its checkout: npm makes a link of it. */
beforeAll(() => {
  portal = mkdtempSync(join(tmpdir(), 'kaohe-portal-'));
  mkdirSync(join(portal, 'node_modules'));
  symlinkSync(root, join(portal, 'node_modules/kaohe'));
  writeFileSync(join(portal, 'main.mjs'), "import { connect } from 'kaohe/client';\nconsole.log(typeof connect);\n");
});
afterAll(() => rmSync(portal, { recursive: true }));

const settings = {
  compilerOptions: {
    target: 'es2022',
    module: 'nodenext',
    lib: ['es2022', 'dom'],
    types: [],
    strict: true,
    skipLibCheck: false,
    noEmit: true,
  },
  include: ['main.ts'],
};

const typed = `
import { type Body, connect, followChanges, Problem, type Reply, tell, uploadEvidence } from 'kaohe/client';

const api = connect({ url: 'https://kaohe.example.org', token: () => null });
const path = { cycle: '2019', district: 'east' };
const ranking = await tell(api.GET('/v1/cycles/{cycle}/ranking', { params: { path } }));
const same: Reply<'getRanking'> = ranking;
const rank: number = same.rows[0]!.rank;
// @ts-expect-error: it answers files, too, but not to who does not ask for one.
ranking.trim();
// @ts-expect-error: there is no such field.
ranking.ranks;
const body: Body<'submitClaim'> = { value: '12' };
const claimPath = '/v1/cycles/{cycle}/districts/{district}/components/{component}/claim';
const { revision } = await tell(api.PUT(claimPath, { params: { path: { ...path, component: '2' } }, body }));
const written: number = revision;
// @ts-expect-error: a claim has a value.
api.PUT(claimPath, { params: { path: { ...path, component: '2' } }, body: {} });
for await (const { moved } of followChanges(api, '2019', { after: 0 })) moved[0]?.score satisfies string[] | undefined;
const facts = { fileName: 'a.pdf', contentType: 'application/pdf', kind: 'minutes' } as const;
const { state } = await uploadEvidence(api, { ...path, bytes: new Blob(['x']), facts });
const fault: unknown = { rank, written, state };
if (fault instanceof Problem) fault.details.errors?.[0]?.pointer satisfies string | undefined;
`;

describe('kaohe/client in another project', () => {
  it('runs in Node', () => {
    expect(execFileSync(process.execPath, ['main.mjs'], { cwd: portal, encoding: 'utf8' })).toBe('function\n');
  });

  it('is typed: by declarations that a strict project checks, with nothing of what runs behind the API', () => {
    writeFileSync(join(portal, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(portal, 'tsconfig.json'), JSON.stringify(settings));
    writeFileSync(join(portal, 'main.ts'), typed);
    const listed = runCompiler(portal, '--listFiles').trim().split('\n');
    const foreign = listed.filter(
      (path) => !/\/(?:lib\.[\w.]+\.d\.ts|main\.ts)$|\/openapi-(?:fetch|typescript-helpers)\//.test(path),
    );
    expect(foreign.length).toBeGreaterThan(5);
    expect(foreign.filter((path) => !/\/lib\/client\/(?:types\/[\w-]+|openapi)\.d\.ts$/.test(path))).toEqual([]);
  });

  it('has the declarations that its sources make; `npm run contract` writes them anew', () => {
    expect(declarationsIn(declarationsFolder)).toEqual(declarations());
  });

  it('is bundled for browsers, small, and with nothing of Node', async () => {
    const { outputFiles, metafile } = await build({
      entryPoints: [join(portal, 'main.mjs')],
      bundle: true,
      minify: true,
      platform: 'browser',
      format: 'esm',
      write: false,
      metafile: true,
    });
    const external = Object.values(metafile.inputs).flatMap(({ imports }) => imports.filter((one) => one.external));
    expect(external).toEqual([]);
    expect(outputFiles[0]!.contents.length).toBeLessThan(12_000);
  });
});
