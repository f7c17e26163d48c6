// Claims a value and reads what it gives: KAOHE_URL=… KAOHE_TOKEN=… node start.ts <cycle> <district> <component> <value>
import { connect, Problem, tell } from 'kaohe/client';

const [cycle = '', district = '', component = '', value = ''] = process.argv.slice(2);
const { KAOHE_URL: url = 'http://127.0.0.1:8787', KAOHE_TOKEN: token = null } = process.env;
const api = connect({ url, token: () => token, language: 'zh' });
const path = { cycle, district };

try {
  const claimPath = '/v1/cycles/{cycle}/districts/{district}/components/{component}/claim';
  const claim = await tell(api.PUT(claimPath, { params: { path: { ...path, component } }, body: { value } }));
  const query = { basis: 'claimed', minRevision: claim.revision } as const;
  const score = await tell(api.GET('/v1/cycles/{cycle}/districts/{district}/score', { params: { path, query } }));
  console.log(`${score.score} #${score.rank}`);
} catch (fault) {
  if (!(fault instanceof Problem)) throw fault;
  console.error(fault.slug, fault.message, fault.details.errors ?? '');
  process.exitCode = 1;
}
