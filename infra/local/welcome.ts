import { demoTargets } from './demo/demo-data.ts';
import { demoCycle } from './demo/load-demo.ts';
import { LocalClient } from './local-client.ts';
import { rankingTable } from './ranking-table.ts';

/** Shows the demo's live ranking and what to try next: commands to copy, with a token that works. */
export async function showWelcome(url: string): Promise<void> {
  const client = new LocalClient(url);
  const token = await client.token({ role: 'district', district: 'zhenhai', subject: 'demo-portal-zhenhai' });
  const base = `${url}/v1/cycles/${demoCycle}`;
  const auth = `-H "Authorization: Bearer $TOKEN"`;
  console.log(`
${await rankingTable(client, demoCycle)}

${demoTargets.about.zh}
${demoTargets.about.en}

试一试 · Try:
TOKEN=${token}
curl -s ${auth} -X PUT ${base}/districts/zhenhai/components/18/claim -H "Content-Type: application/json" -d '{"value":"45"}'
curl -s ${auth} "${base}/districts/zhenhai/score?basis=claimed"
curl -s ${auth} "${base}/ranking?basis=claimed"
curl -s ${auth} "${base}/changes"
npm run ranking
${url}/docs`);
}
