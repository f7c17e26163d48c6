import { getAccessEndpoint } from './get-access.ts';
import { getBookEndpoint } from './get-book.ts';
import { getChangesEndpoint } from './get-changes.ts';
import { getCompletenessEndpoint } from './get-completeness.ts';
import { getEvidenceDuplicatesEndpoint } from './get-evidence-duplicates.ts';
import { getHistoryEndpoint } from './get-history.ts';
import { getIntegrityEndpoint } from './get-integrity.ts';
import { getRankingEndpoint } from './get-ranking.ts';
import { getScoreEndpoint } from './get-score.ts';
import { getSummaryEndpoint } from './get-summary.ts';
import { getWorkListEndpoint } from './get-work-list.ts';
import { getCycleEndpoint, listCyclesEndpoint } from './read-cycles.ts';
import { getReopeningEndpoint, listReopeningsEndpoint } from './read-reopenings.ts';
import { getSchemeEndpoint, getSchemeRulesEndpoint, listSchemesEndpoint } from './read-schemes.ts';

/** Reads of the table. */
export const reads = [
  getAccessEndpoint,
  listSchemesEndpoint,
  getSchemeEndpoint,
  getSchemeRulesEndpoint,
  listCyclesEndpoint,
  getCycleEndpoint,
  getBookEndpoint,
  getHistoryEndpoint,
  getScoreEndpoint,
  getRankingEndpoint,
  getChangesEndpoint,
  getSummaryEndpoint,
  getCompletenessEndpoint,
  getWorkListEndpoint,
  getEvidenceDuplicatesEndpoint,
  getIntegrityEndpoint,
  listReopeningsEndpoint,
  getReopeningEndpoint,
];
