import { LocalClient } from './local-client.ts';
import { rankingTable } from './ranking-table.ts';
import { StartFault } from './start-fault.ts';

/** `npm run ranking [cycle]`: the live ranking of a running local system, as a table. */
const cycle = process.argv[2] ?? 'demo';
const url = `http://127.0.0.1:${process.env.PORT || '8787'}`;
const nothingThere = new StartFault({
  zh: `${url} 没有应答：请先运行 npm start`,
  en: `nothing answers at ${url}: run npm start first`,
});
try {
  console.log(await rankingTable(new LocalClient(url), cycle));
} catch (error) {
  const isDown = error instanceof TypeError;
  console.error(isDown ? `kaohe: ${nothingThere.message}` : `kaohe: ${(error as Error).message}`);
  process.exitCode = 1;
}
