import { setTimeout as wait } from 'node:timers/promises';
import type { LocalClient } from '../local-client.ts';
import type { LocalClock } from '../local-clock.ts';
import { StartFault } from '../start-fault.ts';
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

interface Book {
  readonly components: readonly {
    readonly component: string;
    readonly claim: { readonly revision: number; readonly evidence: readonly string[] } | null;
  }[];
}

interface FileOfBook {
  readonly id: string;
  readonly fileName: string;
  readonly state: string;
}

/** Why an announced file is withdrawn of which nothing arrived. */
const cutOff = '上传中断，已重新上传（演示）。';

interface Cycle {
  readonly state: string;
  readonly epoch: number;
  readonly finalRevision: number;
  readonly createdAt: string;
}

/**
 * Everybody who works on one cycle of the demo, each through the API. What has been done already changes nothing when it
 * is done again: a start that was cut off begins again with what it was at.
 */
export class DemoOffice {
  readonly #client: LocalClient;
  readonly #clock: LocalClock;
  readonly #cycle: string;
  readonly #written = new Map<string, number>();

  constructor(client: LocalClient, clock: LocalClock, cycle: string) {
    this.#client = client;
    this.#clock = clock;
    this.#cycle = cycle;
  }

  /** The cycle; `null` until it is open. */
  async cycle(): Promise<Cycle | null> {
    const { status, body } = await this.#client.send<Cycle>(admin, 'GET', this.#ofCycle());
    return status === 200 ? body : null;
  }

  async open(body: object): Promise<void> {
    if (!(await this.cycle())) await this.#client.expect(admin, 'POST', '/v1/cycles', { id: this.#cycle, ...body });
  }

  async setTargets(district: string, targets: Readonly<Record<string, string>>): Promise<void> {
    await this.#write(district, assessor, 'PUT', 'targets', { targets });
  }

  /** Uploads papers, and makes the claims, each citing the papers that are meant for it. */
  async handIn(district: string, papers: readonly Paper[], claims: readonly HandedIn[]): Promise<void> {
    const portal = portalOf(district);
    const ids = new Map<Paper, string>();
    await this.#takeBackUnsent(district, papers);
    for (const paper of papers) {
      ids.set(paper, await uploadPaper(this.#client, portal, this.#ofBook(district), paper));
      this.#minutesPass(2);
    }
    const cited = claims.map((claim) => {
      const evidence = papers.filter(({ components }) => components.includes(claim.component));
      return { ...claim, evidence: evidence.map((paper) => ids.get(paper)!) };
    });
    if (cited.length > 0) await this.#write(district, portal, 'POST', 'claims', { claims: cited });
  }

  /** Claims another value on the papers that are there. */
  async claimAgain(district: string, { component, ...claim }: HandedIn): Promise<void> {
    const evidence = (await this.#claims(district)).get(component)?.evidence ?? [];
    await this.#write(district, portalOf(district), 'PUT', `components/${component}/claim`, { ...claim, evidence });
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
    await this.#write(district, portalOf(district), 'POST', `evidence/${id}/withdrawal`, { reason });
  }

  async judge(district: string, judgements: readonly Judgement[]): Promise<void> {
    const claims = await this.#claims(district);
    for (const { component, ...judgement } of judgements) {
      const claimRevision = claims.get(component)!.revision;
      const path = `components/${component}/assessments`;
      await this.#write(district, assessor, 'POST', path, { ...judgement, claimRevision });
      this.#minutesPass(3);
    }
  }

  /** What a schedule does at the closing instant. */
  async closeSubmissions(): Promise<void> {
    const { epoch } = (await this.cycle())!;
    await this.#client.expect(admin, 'POST', '/local/invoke/finalize', { cycle: this.#cycle, epoch });
  }

  /** Seals the result of which there are to be so many. */
  async seal(revision: number, comment: string): Promise<void> {
    const { finalRevision } = (await this.cycle())!;
    if (finalRevision < revision) await this.#client.expect(admin, 'POST', this.#ofCycle('/finalization'), { comment });
  }

  /** One administrator asks for a correction and, hours later, another approves. */
  async reopen(request: { readonly scope: object; readonly reason: string; readonly until: string }): Promise<void> {
    if ((await this.cycle())!.state !== 'finalized') return;
    const { id } = await this.#client.expect<{ id: string }>(admin, 'POST', this.#ofCycle('/reopenings'), request);
    this.#minutesPass(180);
    await this.#client.expect(secondAdmin, 'POST', this.#ofCycle(`/reopenings/${id}/approval`), { comment: '同意' });
  }

  /** Waits until the ranking holds everything that was written here. */
  async settle(): Promise<void> {
    const min = [...this.#written].map(([district, revision]) => `${district}@${revision}`).join(',');
    this.#written.clear();
    for (let tries = 0; min !== '' && tries < 300; tries++) {
      if ((await this.#client.send(admin, 'GET', this.#ofCycle(`/ranking?min=${min}`))).status === 200) return;
      await wait(100);
    }
    if (min !== '') throw unsettled;
  }

  async #files(district: string) {
    const path = this.#ofBook(district, '/evidence?limit=100');
    const { items } = await this.#client.expect<{ items: FileOfBook[] }>(portalOf(district), 'GET', path);
    return items;
  }

  async #claims(district: string) {
    const { components } = await this.#client.expect<Book>(assessor, 'GET', this.#ofBook(district, '/book'));
    return new Map(components.flatMap(({ component, claim }) => (claim ? [[component, claim]] : [])));
  }

  async #write(district: string, ...[caller, method, path, body]: Parameters<LocalClient['send']>): Promise<void> {
    const to = this.#ofBook(district, `/${path}`);
    const { revision } = await this.#client.expect<{ revision: number }>(caller, method, to, body);
    this.#written.set(district, revision);
  }

  #ofCycle(path = ''): string {
    return `/v1/cycles/${this.#cycle}${path}`;
  }

  #ofBook(district: string, path = ''): string {
    return this.#ofCycle(`/districts/${district}${path}`);
  }

  #minutesPass(minutes: number): void {
    this.#clock.moveOnTo(this.#clock.now() + minutes * 60_000);
  }
}

const unsettled = new StartFault({
  zh: '排名在 30 秒内没有计入演示申报：请重新运行 npm start，它会接着做完',
  en: 'the ranking has not applied the demo’s claims within 30 seconds: run npm start again, it goes on from there',
});
