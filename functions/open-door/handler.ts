import { join } from 'node:path';
import { contractIn } from '../contract/contract-files.ts';
import { httpHandler } from '../http/http-handler.ts';
import { answerUnmatched } from '../http/unmatched-route.ts';
import type { Dependencies } from '../protocols/dependencies.ts';
import { deployed } from '../wiring/deployed.ts';
import { consoleIn, consoleSettingsOf } from './console-files.ts';
import { openDoor } from './open-door.ts';

// It is deployed without a table, so its stories have no stores to take.
const noDependencies = () => ({}) as Dependencies;

/** Made when the stack was synthesized: this function knows no route but its own. */
const contract = contractIn(import.meta.dirname);

/** Bundled then, too. */
const consoleAnswer = consoleIn(join(import.meta.dirname, 'console'), () => consoleSettingsOf(process.env));

const addresses = () =>
  Object.entries(contract().openApi.paths ?? {}).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => ({ method: method.toUpperCase(), path })),
  );

export const handler = deployed(
  httpHandler(
    openDoor(contract),
    noDependencies,
    (event) => consoleAnswer(event) ?? answerUnmatched(addresses(), event),
  ),
);
