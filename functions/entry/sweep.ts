import { ownFinalDependencies } from '../shared/final-dependencies.ts';
import { sweep } from '../sweep.ts';

export const handler = () => sweep(ownFinalDependencies());
