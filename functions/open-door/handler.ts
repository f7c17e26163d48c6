import { join } from 'node:path';
import { contractIn } from '../contract/contract-files.ts';
import { httpHandler } from '../http/http-handler.ts';
import { answerUnmatched } from '../http/unmatched-route.ts';
import type { OpenDoorDependencies } from '../protocols/dependencies.ts';
import { deployed } from '../wiring/deployed.ts';
import { consoleIn, consoleSettingsOf, docsPageIn } from './console-files.ts';
import { openDoor } from './open-door.ts';

/** Made when the stack was synthesized: this function knows no route but its own. */
const contract = contractIn(import.meta.dirname);

/** Bundled then, too. */
const consoleFolder = join(import.meta.dirname, 'console');
const consoleAnswer = consoleIn(consoleFolder, () => consoleSettingsOf(process.env));

// It is deployed without a table, so its stories have no stores to take.
const needs = { docsPage: docsPageIn(consoleFolder, false) } as OpenDoorDependencies;

const addresses = () =>
  Object.entries(contract().openApi.paths ?? {}).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => ({ method: method.toUpperCase(), path })),
  );

export const handler = deployed(
  httpHandler(
    openDoor(contract),
    () => needs,
    (event) => consoleAnswer(event) ?? answerUnmatched(addresses(), event),
  ),
);
