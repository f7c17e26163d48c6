import type { FunctionEntry } from './shared/trigger.ts';

/** Every deployed function. The stack, the local run and the tests read this and the routes, and nothing else. */
export const functions = {
  'open-door': { entry: 'functions/entry/open-door.ts', table: 'none', memoryMegabytes: 256, timeoutSeconds: 10 },
  'book-writes': {
    entry: 'functions/entry/book-writes.ts',
    table: 'read-write',
    memoryMegabytes: 1024,
    timeoutSeconds: 20,
  },
  reads: { entry: 'functions/entry/reads.ts', table: 'read', memoryMegabytes: 1024, timeoutSeconds: 20 },
  administration: {
    entry: 'functions/entry/administration.ts',
    table: 'read-write',
    memoryMegabytes: 512,
    timeoutSeconds: 29,
  },
  recalculate: {
    entry: 'functions/entry/recalculate.ts',
    table: 'read-write',
    memoryMegabytes: 1024,
    timeoutSeconds: 60,
    trigger: {
      kind: 'stream',
      filters: [{ eventName: ['MODIFY'], sk: ['HEAD'] }],
      batchSizeMax: 100,
      batchWindowSeconds: 1,
      retriesMax: 8,
      recordAgeSecondsMax: 3600,
    },
  },
  publish: {
    entry: 'functions/entry/publish.ts',
    table: 'read',
    publishesEvents: true,
    memoryMegabytes: 256,
    timeoutSeconds: 60,
    trigger: {
      kind: 'stream',
      filters: [{ eventName: ['INSERT'], sk: [{ prefix: 'AUDIT#' }, { prefix: 'CHANGE#' }] }],
      batchSizeMax: 100,
      batchWindowSeconds: 1,
      retriesMax: 20,
      recordAgeSecondsMax: 43200,
    },
  },
  sweep: {
    entry: 'functions/entry/sweep.ts',
    table: 'read-write',
    memoryMegabytes: 1024,
    timeoutSeconds: 300,
    trigger: { kind: 'schedule', everyMinutes: 5 },
  },
} as const satisfies Record<string, FunctionEntry>;

export type FunctionName = keyof typeof functions;
