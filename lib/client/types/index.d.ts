/**
 * `kaohe/client`: the API for portals, typed. It runs in Node from 22 on and in browsers, and brings `openapi-fetch` with
 * it and nothing else. See the examples. This project's console, terminal and demo use it, too.
 */
export { type Api, type Connection, connect } from './connect.ts';
/** The contract: bodies and replies by the routes' names. */
export type { Body, Paths, ProblemDetails, Reply, Shapes } from './contract.ts';
export { type Change, type Following, followChanges } from './follow-changes.ts';
export { finalize, type Sealed } from './follow-finalization.ts';
export { type GivenTable, giveTable, type ImportReport, importTable } from './import-table.ts';
export { ConnectionLost, Problem, ResyncNeeded, tell } from './problem.ts';
export { readFinal, readFinalization } from './read-pages.ts';
export { type Evidence, EvidenceRefused, type Upload, uploadEvidence } from './upload-evidence.ts';
