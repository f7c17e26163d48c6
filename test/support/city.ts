import type { LocalClient } from './local-client.ts';

export const admin = { role: 'admin', subject: 'e2e-admin' } as const;
export const assessor = { role: 'assessor', subject: 'e2e-assessor' } as const;
export const portalOf = (district: string) => ({ role: 'district', district, subject: `portal-${district}` }) as const;

/** The answer to a write of a book. */
export interface Written {
  readonly revision: number;
  /** Of a refusal. */
  readonly type?: string;
}

/** A district's score as the API shows it. */
export interface Score {
  readonly score: string;
  readonly components: readonly {
    readonly component: string;
    readonly points: string;
    readonly state: string;
    readonly steps: readonly { readonly clause: string; readonly text: { readonly zh: string; readonly en: string } }[];
  }[];
}

/** The address of a component's claim. */
export const claimPath = (cycle: string, district: string, component: string) =>
  `/v1/cycles/${cycle}/districts/${district}/components/${component}/claim`;

const names = { binjiang: '滨江区', gongshu: '拱墅区', shangcheng: '上城区', xihu: '西湖区' };

/** A city of four districts, and those who work in it, as callers of the API. Throws where a request is refused. */
export class City {
  readonly #client: LocalClient;

  constructor(client: LocalClient) {
    this.#client = client;
  }

  openCycle(
    id: string,
    fields: {
      readonly scheme?: string;
      readonly districts?: readonly {
        readonly id: string;
        readonly name: { readonly zh: string; readonly en: string };
      }[];
      readonly submissionsCloseAt?: string;
      readonly finalizeAt?: string;
      readonly onBlockers?: string;
      readonly evidenceRequired?: boolean;
    } = {},
  ) {
    return this.#client.expect(admin, 'POST', '/v1/cycles', {
      id,
      scheme: 'east-west-70',
      year: 2030,
      timeZone: 'Asia/Shanghai',
      districts: Object.entries(names).map(([district, zh]) => ({ id: district, name: { zh, en: district } })),
      submissionsCloseAt: '2031-01-01T00:00:00+08:00',
      finalizeAt: '2031-02-01T00:00:00+08:00',
      evidenceRequired: false,
      ...fields,
    });
  }

  setTargets(cycle: string, district: string, targets: Record<string, string>) {
    const path = `/v1/cycles/${cycle}/districts/${district}/targets`;
    return this.#client.expect<Written>(assessor, 'PUT', path, { targets });
  }

  claim(cycle: string, district: string, component: string, value: string) {
    return this.#client.expect<Written>(portalOf(district), 'PUT', claimPath(cycle, district, component), { value });
  }

  claimAll(cycle: string, district: string, values: Record<string, string>) {
    const claims = Object.entries(values).map(([component, value]) => ({ component, value }));
    const path = `/v1/cycles/${cycle}/districts/${district}/claims`;
    return this.#client.expect<Written>(portalOf(district), 'POST', path, { claims });
  }

  assess(cycle: string, district: string, component: string, judgement: object) {
    const path = `/v1/cycles/${cycle}/districts/${district}/components/${component}/assessments`;
    return this.#client.expect<Written>(assessor, 'POST', path, { reason: '与佐证一致', ...judgement });
  }

  scoreOf(cycle: string, district: string, basis: 'claimed' | 'verified') {
    const path = `/v1/cycles/${cycle}/districts/${district}/score?basis=${basis}`;
    return this.#client.expect<Score>(portalOf(district), 'GET', path);
  }
}
