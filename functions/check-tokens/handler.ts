import { once } from '../../lib/domain/once.ts';
import { deployed } from '../wiring/deployed.ts';
import { setting } from '../wiring/environment.ts';
import { checkToken, tokenKeys } from './check-token.ts';

const checks = once(() => ({
  issuer: setting('TOKEN_ISSUER'),
  audience: setting('TOKEN_AUDIENCE'),
  keys: tokenKeys({ keys: setting('TOKEN_KEYS'), authorities: process.env.TOKEN_KEY_AUTHORITIES }),
}));

export const handler = deployed(checkToken(checks));
