import { LocalClient } from './local-client.ts';
import { rankingTable } from './ranking-table.ts';

/** `npm run ranking [cycle]`: the live ranking of a running local system, as a table. */
const cycle = process.argv[2] ?? 'demo';
const url = `http://127.0.0.1:${process.env.PORT || '8787'}`;
try {
  console.log(await rankingTable(new LocalClient(url), cycle));
} catch (error) {
  const isDown = error instanceof TypeError;
  console.error(
    isDown ? `kaohe: nothing answers at ${url}; run npm start first` : `kaohe: ${(error as Error).message}`,
  );
  process.exitCode = 1;
}
