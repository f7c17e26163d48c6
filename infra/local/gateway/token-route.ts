import * as z from 'zod';
import { refusalIssue } from '../../../functions/contract/refusal-issue.ts';
import type { Rejection } from '../../../functions/contract/refusals.ts';
import { roles } from '../../../functions/contract/route.ts';
import { lineText } from '../../../functions/contract/text-schema.ts';
import { validateBody } from '../../../functions/http/body-validation.ts';
import { bodyBytes } from '../../../functions/http/http-event.ts';
import { readJsonBody } from '../../../functions/http/json-body.ts';
import { preferredLanguage } from '../../../functions/http/language.ts';
import { problemAnswer } from '../../../functions/http/problem-answer.ts';
import { isRejection, reject, rejectFaults } from '../../../lib/domain/rejection.ts';
import type { GatewayResult, LocalRoute } from './gateway.ts';
import type { GatewayEvent } from './gateway-event.ts';
import type { TokenIssuer, TokenRequest } from './tokens.ts';

const tokenRequest = z
  .strictObject({
    role: z.enum(roles),
    district: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'id')
      .optional(),
    subject: lineText({ max: 128 }).optional(),
  })
  .superRefine(({ role, district }, context) => {
    if (role !== 'district' || district !== undefined) return;
    const text = { en: 'The role district needs a district.', zh: 'district 角色必须给出区县。' };
    context.addIssue({ ...refusalIssue('required', text), path: ['district'] });
  });

/** `POST /local/tokens`: a token for anyone who asks. It exists in the local run only. */
export function tokenRoute(issuer: TokenIssuer): LocalRoute {
  return { method: 'POST', path: '/local/tokens', invoke: (event) => answer(issuer, event) };
}

async function answer(issuer: TokenIssuer, event: GatewayEvent): Promise<GatewayResult> {
  const request = readTokenRequest(event);
  if (isRejection(request)) {
    const language = preferredLanguage(event.headers['accept-language']);
    return problemAnswer(request, language, `/requests/${event.requestContext.requestId}`);
  }
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
    body: JSON.stringify({ token: await issuer.issue(request) }),
  };
}

function readTokenRequest(event: GatewayEvent): TokenRequest | Rejection {
  const read = readJsonBody(bodyBytes(event));
  if (!read.ok) return reject(read.slug, read.detail);
  const checked = validateBody(tokenRequest, read);
  return checked.ok ? checked.value : rejectFaults(checked.errors);
}
