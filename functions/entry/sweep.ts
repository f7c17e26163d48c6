import { ownDependencies } from '../shared/dependencies.ts';
import { sweep } from '../sweep.ts';

export const handler = () => sweep(ownDependencies());
