import { reject } from '../../lib/domain/rejection.ts';
import type { Rejection } from '../contract/refusals.ts';
import { type Role, type Route, roles } from '../contract/route.ts';

/** Who is calling, as a verified token says. */
export interface Caller {
  readonly subject: string;
  readonly role: Role;
  /** The own district; `null` for every role but `district`. */
  readonly district: string | null;
}

/** Claims as the gateway hands them over: text, also where the token held something else (`"[a b]"` for a list). */
export type TokenClaims = Readonly<Record<string, unknown>>;

const DISTRICT = /^[a-z0-9][a-z0-9-]{0,31}$/;

/** The caller of single-valued claims. A list, an unknown role or a district role without its district gives no authority. */
export function callerOf(claims: TokenClaims): Caller | Rejection {
  const { sub, role, district } = claims;
  const known = roles.find((name) => name === role);
  if (!known || typeof sub !== 'string' || sub === '') return noAuthority;
  if (known !== 'district') return { subject: sub, role: known, district: null };
  return typeof district === 'string' && DISTRICT.test(district)
    ? { subject: sub, role: known, district }
    : noAuthority;
}

const noAuthority = reject('forbidden', {
  zh: '令牌中没有可用的角色：role 须为 district、assessor、auditor、admin 之一，区县角色还须有 district。',
  en: 'The token carries no usable role: role is one of district, assessor, auditor, admin, and a district also needs district.',
});

/** Refuses a caller that the route is not for; a district is also kept to its own book. */
export function refuseCaller(route: Route, caller: Caller, district: string | undefined): Rejection | null {
  if (route.roles !== 'public' && !route.roles.includes(caller.role))
    return reject('forbidden', {
      zh: `此操作不对角色 ${caller.role} 开放，允许的角色：${route.roles.join('、')}。`,
      en: `This is not open to the role ${caller.role}, only to: ${route.roles.join(', ')}.`,
    });
  if (caller.role !== 'district' || district === undefined || caller.district === district) return null;
  return reject('wrong-district', {
    zh: '令牌属于另一个区县，只能读写本区县的台账。',
    en: 'The token belongs to another district; a district reads and writes only its own book.',
  });
}
