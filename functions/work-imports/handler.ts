import type { Context } from 'aws-lambda';
import { deployed } from '../wiring/deployed.ts';
import { ownDependencies } from '../wiring/own-dependencies.ts';
import { workImports } from './work-imports.ts';

export const handler = deployed((_: unknown, context: Context) => workImports(ownDependencies(), context));
