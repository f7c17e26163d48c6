/**
 * A portal's year: it hands in a value with its paper, reads what that gives, answers a return with a
 * corrected value, and reads the sealed result.
 *
 *   KAOHE_URL=… KAOHE_TOKEN=… node portals-year.ts <cycle> <district> <component> <paper.pdf> <value> <corrected>
 */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { connect, followChanges, tell, uploadEvidence } from 'kaohe/client';

const [cycle = '', district = '', component = '', paper = '', value = '', corrected = ''] = process.argv.slice(2);
const { KAOHE_URL: url = 'http://127.0.0.1:8787', KAOHE_TOKEN: token = null } = process.env;
const api = connect({ url, token: () => token, language: 'zh' });
const path = { cycle, district };
const claimPath = '/v1/cycles/{cycle}/districts/{district}/components/{component}/claim';

// The paper first: a claim cites what is stored.
const { id } = await uploadEvidence(api, {
  ...path,
  bytes: new Blob([await readFile(paper)]),
  facts: {
    fileName: basename(paper),
    contentType: 'application/pdf',
    kind: 'dispatch-paper',
    components: [component],
  },
});
const body = { value, evidence: [id] };
const claim = await tell(api.PUT(claimPath, { params: { path: { ...path, component } }, body }));
console.log(`claimed at revision ${claim.revision}`);

// The score that holds this very claim: asked for with its revision, it is never older.
const query = { basis: 'claimed', minRevision: claim.revision } as const;
const score = await tell(api.GET('/v1/cycles/{cycle}/districts/{district}/score', { params: { path, query } }));
console.log(`score ${score.score}, rank ${score.rank}`);

// Until the year is sealed: what an assessor returns is claimed again as corrected.
for await (const { causes } of followChanges(api, cycle, { after: score.version })) {
  if (causes.every((cause) => cause.district !== district)) continue;
  const book = await tell(api.GET('/v1/cycles/{cycle}/districts/{district}/book', { params: { path } }));
  for (const { component, claim, verification } of book.components) {
    if (verification) console.log(`${component} is verified with ${verification.value}`);
    if (!claim?.returned) continue;
    const body = { value: corrected, evidence: claim.evidence, note: '已按退回意见更正。' };
    const again = await tell(api.PUT(claimPath, { params: { path: { ...path, component } }, body }));
    console.log(`${component} was returned; claimed ${corrected} at revision ${again.revision}`);
  }
}

const final = await tell(api.GET('/v1/cycles/{cycle}/final', { params: { path: { cycle } } }));
const row = final.rows.find((row) => row.district === district);
console.log(`sealed: rank ${row?.rank} with ${row?.score}; ${final.sha256}`);
