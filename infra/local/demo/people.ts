import type { LocalCaller } from '../local-api.ts';

/** Who acts in the demo. */
export const assessor = { role: 'assessor', subject: 'demo-assessor' } as const;
export const admin = { role: 'admin', subject: 'demo-admin' } as const;
/** Approves what the other administrator asks for. */
export const secondAdmin = { role: 'admin', subject: 'demo-admin-2' } as const;

/** The portal of a district. */
export function portalOf(district: string): LocalCaller & { readonly district: string } {
  return { role: 'district', district, subject: `demo-portal-${district}` };
}
