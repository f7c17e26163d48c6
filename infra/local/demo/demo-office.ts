import { type Api, type Body, finalize, Problem, type Reply, tell } from '../../../lib/client/index.ts';
import type { LocalApi, LocalCaller } from '../local-api.ts';
import type { LocalClock } from '../local-clock.ts';
import { StartFault } from '../start-fault.ts';
import { demoDistricts } from './demo-data.ts';
import { demoScheme } from './demo-scheme.ts';
import { type Paper, uploadPaper } from './papers.ts';
import { admin, assessor, portalOf, secondAdmin } from './people.ts';

/** What an assessor says of a claim. */
export interface Judgement {
  readonly component: string;
  readonly decision: string;
  readonly reason: string;
  readonly value?: string;
  readonly deduction?: string;
  readonly onSite?: { readonly visitedOn: string; readonly participants: readonly string[] };
}

/** What a district claims for a component. */
export interface HandedIn {
  readonly component: string;
  readonly value: string;
  readonly note: string;
}

/** Why an announced file is withdrawn of which nothing arrived. */
const cutOff = '上传中断，已重新上传（演示）。';

const ofCycle = '/v1/cycles/{cycle}';
const ofBook = `${ofCycle}/districts/{district}` as const;

/**
 * Everybody who works on one cycle of the demo, each through the API. What has been done already changes nothing when it
 * is done again: a start that was cut off begins again with what it was at.
 */
export class DemoOffice {
  readonly #local: LocalApi;
  readonly #clock: LocalClock;
  readonly #path: { readonly cycle: string };
  readonly #written = new Map<string, number>();

  constructor(local: LocalApi, clock: LocalClock, cycle: string) {
    this.#local = local;
    this.#clock = clock;
    this.#path = { cycle };
  }

  /** The cycle; `null` until it is open. */
  async cycle(): Promise<Reply<'getCycle'> | null> {
    const { data = null } = await this.#local.as(admin).GET(ofCycle, { params: { path: this.#path } });
    return data;
  }

  async open(dates: Pick<Body<'openCycle'>, 'year' | 'submissionsCloseAt' | 'finalizeAt'>): Promise<void> {
    if (await this.cycle()) return;
    const of = { scheme: demoScheme, timeZone: 'Asia/Shanghai', districts: [...demoDistricts] };
    await tell(this.#local.as(admin).POST('/v1/cycles', { body: { ...dates, ...of, id: this.#path.cycle } }));
  }

  async setTargets(district: string, targets: Readonly<Record<string, string>>): Promise<void> {
    await this.#write(district, assessor, (api, path) =>
      api.PUT(`${ofBook}/targets`, { params: { path }, body: { targets } }),
    );
  }

  /** Uploads papers, and makes the claims, each citing the papers that are meant for it. */
  async handIn(district: string, papers: readonly Paper[], claims: readonly HandedIn[]): Promise<void> {
    const portal = portalOf(district);
    const ids = new Map<Paper, string>();
    await this.#takeBackUnsent(district, papers);
    for (const paper of papers) {
      ids.set(paper, await uploadPaper(this.#local.as(portal), { ...this.#path, district }, paper));
      this.#minutesPass(2);
    }
    const cited = claims.map((claim) => {
      const evidence = papers.filter(({ components }) => components.includes(claim.component));
      return { ...claim, evidence: evidence.map((paper) => ids.get(paper)!) };
    });
    if (cited.length === 0) return;
    await this.#write(district, portal, (api, path) =>
      api.POST(`${ofBook}/claims`, { params: { path }, body: { claims: cited } }),
    );
  }

  /** Claims another value on the papers that are there. */
  async claimAgain(district: string, { component, ...claim }: HandedIn): Promise<void> {
    const evidence = (await this.#claims(district)).get(component)?.evidence ?? [];
    await this.#write(district, portalOf(district), (api, path) =>
      api.PUT(`${ofBook}/components/{component}/claim`, {
        params: { path: { ...path, component } },
        body: { ...claim, evidence },
      }),
    );
  }

  async withdraw(district: string, fileName: string, reason: string): Promise<void> {
    const { id } = (await this.#files(district)).find((file) => file.fileName === fileName)!;
    await this.#takeBack(district, id, reason);
  }

  /** What a start that was cut off had announced and not sent: its upload address is gone with that start. */
  async #takeBackUnsent(district: string, papers: readonly Paper[]): Promise<void> {
    const names = new Set(papers.map(({ fileName }) => fileName));
    for (const { id, fileName, state } of await this.#files(district))
      if (state === 'awaiting-upload' && names.has(fileName)) await this.#takeBack(district, id, cutOff);
  }

  async #takeBack(district: string, id: string, reason: string): Promise<void> {
    await this.#write(district, portalOf(district), (api, path) =>
      api.POST(`${ofBook}/evidence/{id}/withdrawal`, { params: { path: { ...path, id } }, body: { reason } }),
    );
  }

  async judge(district: string, judgements: readonly Judgement[]): Promise<void> {
    const claims = await this.#claims(district);
    for (const { component, ...judgement } of judgements) {
      const body = { ...judgement, claimRevision: claims.get(component)!.revision } as Body<'assessClaim'>;
      await this.#write(district, assessor, (api, path) =>
        api.POST(`${ofBook}/components/{component}/assessments`, { params: { path: { ...path, component } }, body }),
      );
      this.#minutesPass(3);
    }
  }

  /** What a schedule does at the closing instant. */
  async closeSubmissions(): Promise<void> {
    const { epoch } = (await this.cycle())!;
    await this.#local.invoke('finalize', { ...this.#path, epoch });
  }

  /** Seals the result of which there are to be so many. */
  async seal(revision: number, comment: string): Promise<void> {
    const { finalRevision } = (await this.cycle())!;
    if (finalRevision >= revision) return;
    await finalize(this.#local.as(admin), this.#path.cycle, { comment });
  }

  /** One administrator asks for a correction and, hours later, another approves. */
  async reopen(body: Body<'requestReopening'>): Promise<void> {
    if ((await this.cycle())!.state !== 'finalized') return;
    const params = { path: this.#path };
    const { id } = await tell(this.#local.as(admin).POST(`${ofCycle}/reopenings`, { params, body }));
    this.#minutesPass(180);
    const approval = { params: { path: { ...this.#path, id } }, body: { comment: '同意' } };
    await tell(this.#local.as(secondAdmin).POST(`${ofCycle}/reopenings/{id}/approval`, approval));
  }

  /** Waits until the ranking holds everything that was written here. */
  async settle(): Promise<void> {
    const min = [...this.#written].map(([district, revision]) => `${district}@${revision}`).join(',');
    this.#written.clear();
    if (min === '') return;
    const params = { path: this.#path, query: { min } };
    await tell(this.#local.as(admin).GET(`${ofCycle}/ranking`, { params })).catch((fault: unknown) => {
      throw fault instanceof Problem && fault.slug === 'not-yet-applied' ? unsettled : fault;
    });
  }

  async #files(district: string) {
    const params = { path: { ...this.#path, district }, query: { limit: 100 } };
    return (await tell(this.#local.as(portalOf(district)).GET(`${ofBook}/evidence`, { params }))).items;
  }

  async #claims(district: string) {
    const params = { path: { ...this.#path, district } };
    const { components } = await tell(this.#local.as(assessor).GET(`${ofBook}/book`, { params }));
    return new Map(components.flatMap(({ component, claim }) => (claim ? [[component, claim]] : [])));
  }

  /** A write of a book; the ranking settles when it holds the revision that it led to. */
  async #write(
    district: string,
    caller: LocalCaller,
    ask: (
      api: Api,
      path: { cycle: string; district: string },
    ) => Parameters<typeof tell<{ readonly revision: number }>>[0],
  ): Promise<void> {
    const { revision } = await tell(ask(this.#local.as(caller), { ...this.#path, district }));
    this.#written.set(district, revision);
  }

  #minutesPass(minutes: number): void {
    this.#clock.moveOnTo(this.#clock.now() + minutes * 60_000);
  }
}

const unsettled = new StartFault({
  zh: '排名在 30 秒内没有计入演示申报：请重新运行 npm start，它会接着做完',
  en: 'the ranking has not applied the demo’s claims within 30 seconds: run npm start again, it goes on from there',
});
