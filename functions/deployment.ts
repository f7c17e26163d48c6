import type { FunctionEntry } from './triggers/trigger.ts';

/** Every function that is deployed everywhere. The stack, the local run and the tests read this and the routes, and nothing else. */
export const functions = {
  'open-door': { entry: 'functions/open-door/handler.ts', table: 'none', memoryMegabytes: 256, timeoutSeconds: 10 },
  'book-writes': {
    entry: 'functions/book-writes/handler.ts',
    table: 'read-write',
    memoryMegabytes: 1024,
    timeoutSeconds: 20,
  },
  // As long as the gateway: readers of the change feed wait here for what comes next.
  reads: {
    entry: 'functions/reads/handler.ts',
    table: 'read',
    secrets: ['installation'],
    memoryMegabytes: 1024,
    timeoutSeconds: 29,
  },
  evidence: {
    entry: 'functions/evidence/handler.ts',
    table: 'read-write',
    secrets: ['installation'],
    evidenceFiles: 'sign',
    memoryMegabytes: 1024,
    timeoutSeconds: 20,
  },
  // As long as the gateway: large tables are read and begun here.
  imports: {
    entry: 'functions/imports/handler.ts',
    table: 'read-write',
    evidenceFiles: 'read',
    uploadedTables: true,
    memoryMegabytes: 2048,
    timeoutSeconds: 29,
  },
  'work-imports': {
    entry: 'functions/work-imports/handler.ts',
    table: 'read-write',
    memoryMegabytes: 1024,
    timeoutSeconds: 300,
    trigger: { kind: 'schedule', everyMinutes: 1 },
  },
  finalization: {
    entry: 'functions/finalization/handler.ts',
    table: 'read-write-check',
    secrets: ['installation'],
    evidenceFiles: 'lock',
    results: 'write',
    wakesFinalizer: true,
    memoryMegabytes: 2048,
    timeoutSeconds: 29,
  },
  // As long as a function may: sealing reads every book and every chain.
  finalize: {
    entry: 'functions/finalize/handler.ts',
    table: 'read-write-check',
    secrets: ['installation'],
    evidenceFiles: 'lock',
    results: 'write',
    memoryMegabytes: 2048,
    timeoutSeconds: 900,
    trigger: { kind: 'cycle-dates' },
  },
  administration: {
    entry: 'functions/administration/handler.ts',
    table: 'read-write',
    secrets: ['installation'],
    setsWakeUps: true,
    memoryMegabytes: 512,
    timeoutSeconds: 29,
  },
  webhooks: {
    entry: 'functions/webhooks/handler.ts',
    table: 'read-put',
    secrets: ['installation', 'webhooks'],
    wakesWebhooks: true,
    memoryMegabytes: 512,
    timeoutSeconds: 29,
  },
  'deliver-webhooks': {
    entry: 'functions/deliver-webhooks/handler.ts',
    table: 'read-put',
    secrets: ['webhooks'],
    wakesWebhooks: true,
    memoryMegabytes: 512,
    timeoutSeconds: 60,
    trigger: { kind: 'webhook-woken' },
  },
  'wake-webhooks': {
    entry: 'functions/wake-webhooks/handler.ts',
    table: 'read',
    wakesWebhooks: true,
    memoryMegabytes: 256,
    timeoutSeconds: 20,
    trigger: { kind: 'schedule', everyMinutes: 1 },
  },
  recalculate: {
    entry: 'functions/recalculate/handler.ts',
    table: 'read-put',
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
    entry: 'functions/publish/handler.ts',
    table: 'read-put',
    publishesEvents: true,
    wakesWebhooks: true,
    memoryMegabytes: 1024,
    timeoutSeconds: 60,
    trigger: {
      kind: 'stream',
      filters: [
        {
          eventName: ['INSERT'],
          sk: [{ prefix: 'AUDIT#' }, { prefix: 'CHANGE#' }, { prefix: 'STEP#' }, { prefix: 'DISABLED#' }],
        },
      ],
      batchSizeMax: 10,
      batchWindowSeconds: 1,
      retriesMax: 20,
      recordAgeSecondsMax: 43200,
    },
  },
  'register-evidence': {
    entry: 'functions/register-evidence/handler.ts',
    table: 'read-write',
    evidenceFiles: 'read',
    scansFiles: true,
    memoryMegabytes: 2048,
    timeoutSeconds: 300,
    trigger: { kind: 'evidence-uploaded' },
  },
  'protect-evidence': {
    entry: 'functions/protect-evidence/handler.ts',
    table: 'read-put',
    evidenceFiles: 'lock',
    memoryMegabytes: 512,
    timeoutSeconds: 60,
    trigger: { kind: 'event', types: ['ClaimAssessed'] },
  },
  'rescan-evidence': {
    entry: 'functions/rescan-evidence/handler.ts',
    table: 'read-write',
    evidenceFiles: 'read',
    scansFiles: true,
    memoryMegabytes: 2048,
    timeoutSeconds: 300,
    trigger: { kind: 'schedule', everyMinutes: 5 },
  },
  sweep: {
    entry: 'functions/sweep/handler.ts',
    table: 'read-write-check',
    secrets: ['installation'],
    evidenceFiles: 'lock',
    results: 'write',
    setsWakeUps: true,
    wakesFinalizer: true,
    memoryMegabytes: 2048,
    timeoutSeconds: 300,
    trigger: { kind: 'schedule', everyMinutes: 5 },
  },
} as const satisfies Record<string, FunctionEntry>;

/** Functions that are deployed where an installation chooses so. */
export const optionalFunctions = {
  'check-tokens': {
    entry: 'functions/check-tokens/handler.ts',
    table: 'none',
    checksTokens: true,
    memoryMegabytes: 512,
    timeoutSeconds: 10,
  },
} as const satisfies Record<string, FunctionEntry>;

export type FunctionName = keyof typeof functions;
