// What tests import as `vitest` where they run in one process with all mutants: it only collects them.

export { expect, vi } from '../../node_modules/vitest/dist/index.js';

/** A test as a file of tests has told it. */
export interface CollectedTest {
  /** Stable from run to run: its names from the outermost, and its number among those who share them. */
  readonly id: string;
  readonly file: string;
  run(): Promise<void>;
}

type Body = (...row: never[]) => unknown;

/** All that were collected, by their ids. */
export const collected = new Map<string, CollectedTest>();

let file = '';
let names: readonly string[] = [];
let hooks: readonly Body[] = [];
let endings: readonly Body[] = [];

/** The tests that come from now on are of this file. */
export function collectFrom(path: string): void {
  [file, names, hooks, endings] = [path, [], [], []];
}

function addTest(name: string, body: Body, row: readonly unknown[] = []): void {
  const id = [file, ...names, name].join(' > ');
  const known = [...collected.keys()].filter((other) => other === id || other.startsWith(`${id} #`)).length;
  const [before, after, unique] = [hooks, endings, known === 0 ? id : `${id} #${known + 1}`];
  const run = async () => {
    try {
      for (const hook of before) await hook();
      await body(...(row as never[]));
    } finally {
      for (const hook of after) await hook();
    }
  };
  collected.set(unique, { id: unique, file, run });
}

function addSuite(name: string, body: Body, row: readonly unknown[] = []): void {
  const outside = [names, hooks, endings] as const;
  names = [...names, name];
  body(...(row as never[]));
  [names, hooks, endings] = outside;
}

/** The same for each row of a table; rows that are lists are spread. */
const eachOf = (add: typeof addTest) => (rows: readonly unknown[]) => (name: string, body: Body) => {
  for (const row of rows) add(name, body, Array.isArray(row) ? row : [row]);
};

export const describe = Object.assign((name: string, body: Body) => addSuite(name, body), { each: eachOf(addSuite) });
export const it = Object.assign((name: string, body: Body) => addTest(name, body), { each: eachOf(addTest) });
export const test = it;

export function beforeEach(hook: Body): void {
  hooks = [...hooks, hook];
}

/** What is made once for the tests of a suite is made for each of them here, so that each can run alone. */
export const beforeAll = beforeEach;

export function afterEach(hook: Body): void {
  endings = [hook, ...endings];
}
