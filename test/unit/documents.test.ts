import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { publishedEvent } from '../../events/index.ts';
import { type Slug, slugs, statusOf } from '../../functions/contract/refusal-slugs.ts';
import { functions, optionalFunctions } from '../../functions/deployment.ts';
import { routes } from '../../functions/routes.ts';
import { gatewayProblems } from '../../infra/local/gateway/gateway-problem.ts';
import { invokeRoute, tokenRoute } from '../../infra/local/gateway/local-routes.ts';
import { readSettings } from '../../infra/settings.ts';
import { type ItemKey, keys } from '../../lib/stores/table.ts';
import { projectText, sourceFiles } from '../support/source-files.ts';

const root = join(import.meta.dirname, '../..');
const readmes = ['README.md', 'README.zh-CN.md'];
const methods = ['METHODS.md', 'METHODS.zh-CN.md'];
const documents = [...readmes, ...methods, 'ARCHITECTURE.md', 'DECISIONS.md', 'CONTRIBUTING.md', 'RUNBOOK.md'];
const textOf = new Map(documents.map((name) => [name, projectText(name)]));
const [english, chinese] = readmes.map((name) => textOf.get(name)!) as [string, string];
const architecture = textOf.get('ARCHITECTURE.md')!;
const decisions = textOf.get('DECISIONS.md')!;

/** Every match's first group. */
function found(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1]!);
}

/** The lines of the code blocks, without comments and empty lines: what a reader copies. */
function codeLines(text: string): string[] {
  const blocks = found(text, /^```[a-z]*\n([\s\S]*?)^```$/gm);
  const lines = blocks.flatMap((block) => block.split('\n')).map((line) => line.replace(/(^|\s+)# .*$/, ''));
  return lines.filter((line) => line.trim() !== '');
}

/** Code within sentences. */
function inlineCode(text: string): string[] {
  return found(text.replace(/^```[a-z]*\n[\s\S]*?^```$/gm, ''), /`([^`\n]+)`/g);
}

describe.each(documents)('%s', (name) => {
  const text = textOf.get(name)!;

  it('links to files that are there', () => {
    const targets = found(text, /\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g);
    expect(targets.length).toBeGreaterThan(0);
    expect(targets.filter((target) => !existsSync(join(root, dirname(name), target)))).toEqual([]);
  });

  it('links to headings of its own that are there', () => {
    const headings = found(text, /^#+ (.+)$/gm).map((heading) => heading.toLowerCase().replace(/ /g, '-'));
    expect(found(text, /\]\(#([^)]+)\)/g).filter((anchor) => !headings.includes(anchor))).toEqual([]);
  });

  it('names npm scripts that are there', () => {
    const { scripts } = JSON.parse(projectText('package.json')) as { scripts: Record<string, string> };
    const named = [...found(text, /\bnpm run (?:--silent )?([a-z-]+)/g), ...found(text, /\bnpm (start|test)\b/g)];
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
  });

  it('runs with npx only what npm ci has installed, and its own: any other name is whoever takes it in the registry', () => {
    const named = [...new Set(found(text, /\bnpx ([a-z][a-z-]*)/g))];
    const { bin } = JSON.parse(projectText('package.json')) as { bin: Record<string, string> };
    const isOurs = (program: string) => program in bin || existsSync(join(root, 'node_modules/.bin', program));
    expect(named.filter((program) => !isOurs(program))).toEqual([]);
  });

  it('names source files and folders that are there', () => {
    const isPath = /^(?:events|lib|functions|infra|test)(?:\/[\w.-]+)+$/;
    const named = [...inlineCode(text), ...codeLines(text).flatMap((line) => line.split(/\s+/))];
    expect(named.filter((path) => isPath.test(path) && !existsSync(join(root, path)))).toEqual([]);
  });

  it('names refusals that are given, with their status', () => {
    const named = [...text.matchAll(/\b([45]\d\d)\s+`([a-z-]+)`/g)].map(([, status, slug]) => ({ status, slug }));
    const wrong = named.filter(({ status, slug }) => statusOfRefusal(slug!) !== Number(status));
    expect(wrong).toEqual([]);
  });

  it('names addresses that the route table has', () => {
    const named = found(text, /`((?:GET|PUT|POST) \/[^`\s]+)`/g);
    expect(named.filter((address) => !addresses.includes(address))).toEqual([]);
  });

  it('cites decisions that are there', () => {
    expect(citations(text).filter((decision) => !allDecisions.includes(decision))).toEqual([]);
  });
});

/** Of a refusal of the rules, or of the local run's gateway; nothing for a word that is neither. */
function statusOfRefusal(slug: string): number | undefined {
  if (slugs.includes(slug as Slug)) return statusOf(slug as Slug);
  return Object.entries(gatewayProblems).find(([name]) => name === slug)?.[1].status;
}

const localRoutes = [tokenRoute({} as never), invokeRoute({})];
const addresses = [...routes, ...localRoutes].map(({ method, path }) => `${method} ${path}`);

/** The route that a curl line asks for, as `PUT /v1/cycles/demo/…`; nothing for a signed address. */
function requested(line: string): string[] {
  const path = /\$API(\/[^\s"?]*)/.exec(line.replace(/\$\(field \.\w+ "\$\w+"\)/g, 'id'))?.[1];
  if (!path) return [];
  const method = / -X ([A-Z]+)/.exec(line)?.[1] ?? (line.includes(' -d ') ? 'POST' : 'GET');
  return [`${method} ${path}`];
}

describe('the commands of a README', () => {
  const requests = codeLines(english)
    .filter((line) => line.includes('curl'))
    .flatMap(requested);

  it('ask for routes that are there', () => {
    const patterns = addresses.map((address) => new RegExp(`^${address.replace(/\{\w+\}/g, '[^/]+')}$`));
    expect(requests.length).toBeGreaterThan(10);
    expect(requests.filter((request) => !patterns.some((pattern) => pattern.test(request)))).toEqual([]);
  });

  it.each([
    ['curl -sS "$API/v1/cycles/demo/ranking?basis=claimed" -H "a: b"', ['GET /v1/cycles/demo/ranking']],
    ['curl -sS $API/local/tokens -H \'a: b\' -d "$1"', ['POST /local/tokens']],
    ['curl -X POST $API/v1/x/$(field .id "$REOPENING")/approval -H "a: b"', ['POST /v1/x/id/approval']],
    ['curl -sS -T minutes.pdf "$(field .upload.url "$TICKET")"', []],
  ])('are read: %s', (line, expected) => expect(requested(line)).toEqual(expected));

  it('are the same in both languages', () => {
    // What is printed is in the reader's language.
    const typed = (text: string) => codeLines(text.replace(/^```text\n[\s\S]*?^```$/gm, ''));
    expect(typed(english).length).toBeGreaterThan(30);
    expect(typed(chinese)).toEqual(typed(english));
  });

  it.each(readmes)('show the starts and the receiver as they are run: %s', (name) => {
    for (const file of ['start.ts', 'start.py', 'Start.java', 'webhook-receiver.ts']) {
      const code = projectText(`lib/client/examples/${file}`).replace(/^(?:\/\*[\s\S]*?\*\/|(?:\/\/|#).*)\n/, '');
      expect(textOf.get(name), file).toContain(`\n${code.trim()}\n\`\`\`\n`);
    }
  });
});

describe('the READMEs', () => {
  it('speak of the same things in both languages', () => {
    const named = (text: string) => [...new Set(inlineCode(text).flatMap((code) => code.split('=')[0]!))].sort();
    const isTranslated = (code: string) => code === '-c name' || code === '-c 名称';
    const shared = (text: string) => named(text).filter((code) => !isTranslated(code));
    expect(shared(chinese)).toEqual(shared(english));
    expect(found(chinese, /^(#+) /gm)).toEqual(found(english, /^(#+) /gm));
  });

  it.each(readmes)('list every setting that there is and no other: %s', (name) => {
    const listed = found(textOf.get(name)!, /^\| (`\w+`(?:(?:, |、)`\w+`)*) \|/gm).flatMap((cell) =>
      found(cell, /`(\w+)`/g),
    );
    const variables = found(projectText('infra/local/local-settings.ts'), /\benvironment\.([A-Z_]+)/g);
    const context: string[] = [];
    readSettings({ tryGetContext: (key: string) => void context.push(key) } as never);
    expect(variables.length).toBeGreaterThan(2);
    expect(listed).toEqual(expect.arrayContaining([...variables, ...context]));
    const sources = sourceFiles().map(({ code }) => code);
    const isRead = (variable: string) => sources.some((code) => new RegExp(`\\b${variable}\\b`).test(code));
    expect(listed.filter((variable) => !isRead(variable))).toEqual([]);
  });

  it.each(readmes)('tell of every published event what its contract says: %s', (name) => {
    const sentenceOf = (description = '') => description.split(' · ')[name === 'README.md' ? 0 : 1];
    const told = publishedEvent().options.map((event) => [
      event.shape.type.value,
      sentenceOf(event.meta()?.description),
    ]);
    const rows = [...textOf.get(name)!.matchAll(/^\| `([A-Z][a-z]\w+)` \| (.*) \|$/gm)].map(([, type, text]) => [
      type,
      text,
    ]);
    expect(rows).toEqual(told);
  });

  it.each(readmes)('give the parameters of the stack: %s', (name) => {
    const parameters = found(projectText('infra/kaohe-stack.ts'), /new CfnParameter\(this, '(\w+)'/g);
    const given = codeLines(textOf.get(name)!).flatMap((line) => found(line, /--parameters (\w+)=/g));
    expect(parameters.length).toBeGreaterThan(0);
    expect([...new Set(given)].sort()).toEqual(parameters.sort());
  });
});

describe('ARCHITECTURE.md', () => {
  it('describes every kind of item in the table', () => {
    const made = Object.values(keys) as unknown as ((...ids: string[]) => ItemKey)[];
    const marks = made.map((key) => key('a', 'b', 'c')).flatMap(({ pk, sk }) => [pk, sk]);
    const names = marks.filter((mark) => /^[A-Z]/.test(mark)).map((mark) => mark.replace(/#.*/, '#'));
    expect(names.length).toBeGreaterThan(20);
    const isThere = (mark: string) => architecture.includes(mark.endsWith('#') ? `\`${mark}<` : `\`${mark}\``);
    expect(names.filter((mark) => !isThere(mark))).toEqual([]);
  });

  it('says of every deployed function what it may do', () => {
    const described = found(architecture, /^\| `([a-z-]+)` \|/gm);
    expect(described.sort()).toEqual(Object.keys({ ...functions, ...optionalFunctions }).sort());
  });

  it('names every published event', () => {
    const types = publishedEvent().options.map(({ shape }) => shape.type.value);
    expect(types.filter((type) => !architecture.includes(`\`${type}\``))).toEqual([]);
  });
});

/** `D 5` of `[D 2, D 5]`, of prose within brackets too. */
function citations(text: string): string[] {
  return found(text, /\[([^\]\n]*\b[DT] \d+[^\]\n]*)\]/g).flatMap((inside) => found(inside, /\b([DT] \d+)/g));
}

const allDecisions = found(decisions, /^\*\*([DT] \d+) · /gm);

describe('DECISIONS.md', () => {
  it('decides D 1 to D 13, in order', () => {
    const wanted = Array.from({ length: 13 }, (_, index) => `D ${index + 1}`);
    expect(allDecisions.filter((decision) => decision.startsWith('D'))).toEqual(wanted);
  });

  it('numbers technical decisions without gaps, each with what was given up', () => {
    const technical = allDecisions.filter((decision) => decision.startsWith('T'));
    expect(technical.length).toBeGreaterThan(20);
    expect(technical).toEqual(technical.map((_, index) => `T ${index + 1}`));
    const entries = decisions.split(/^\*\*(?=[DT] \d+ · )/m).filter((entry) => entry.startsWith('T'));
    expect(entries.filter((entry) => !/\*Given\s+up:\*/.test(entry))).toEqual([]);
  });

  it('has every decision that the code cites', () => {
    const cited = sourceFiles().flatMap(({ path, lines }) =>
      citations(lines.join('\n')).map((decision) => ({ path, decision })),
    );
    expect(cited.length).toBeGreaterThan(20);
    expect(cited.filter(({ decision }) => !allDecisions.includes(decision))).toEqual([]);
  });
});
