import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { mixedDocument } from '../support/mixed-scheme.ts';
import {
  admin,
  assessor,
  book,
  cycleBody,
  portal,
  type SampleService,
  sampleService,
} from '../support/sample-service.ts';
import { type Mishap, ServiceLine } from '../support/service-line.ts';
import { TerminalWorld } from '../support/terminal-world.ts';
import { until } from '../support/until.ts';

let service: SampleService;
let line: ServiceLine;
let world: TerminalWorld;

beforeEach(async () => {
  service = await sampleService();
  line = new ServiceLine(service);
  world = new TerminalWorld(line);
  await claimed('2', '1', 'west');
  // A request that waits in memory waits for no time at all; here it waits for a moment, as a server would.
  Object.assign(service.needs, { pause: () => new Promise((resolve) => setTimeout(resolve, 5)) });
});

// Whatever comes of a test, nothing of it goes on.
afterEach(() => {
  world.control.abort();
  vi.useRealTimers();
});

async function claimed(component: string, value: string, district: string, cycle = '2019') {
  const caller = portal(district);
  await service.send(`PUT ${book(district, cycle)}/components/${component}/claim`, { caller, body: { value } });
  await service.settle();
}

/** A year by a method with grades, in which `east` has 10 points. */
async function openMixed() {
  await service.send('PUT /v1/schemes/mixed', { caller: admin, body: mixedDocument() });
  const districts = cycleBody.districts.map((one) => ({ ...one, coefficients: { difficulty: '1' } }));
  await service.send('POST /v1/cycles', {
    ...{ caller: admin, body: { ...cycleBody, id: 'mixed', scheme: 'mixed', districts } },
  });
  const targets = { claimed: 'not-applicable' };
  await service.send(`PUT ${book('east', 'mixed')}/targets`, { caller: assessor, body: { targets } });
  await claimed('free', '12', 'east', 'mixed');
  await claimed('fixed', '3', 'east', 'mixed');
}

async function record(component: string, value: string) {
  const path = `POST ${book('east', 'mixed')}/components/${component}/assessments`;
  await service.send(path, { caller: assessor, body: { decision: 'record', value, reason: '据通报' } });
  await service.settle();
}

const shows = (pattern: RegExp) =>
  until(
    () => `it shows ${pattern}: ${world.output}`,
    () => pattern.test(world.output),
  );
/** What stands on the screen after the last drawing. */
const screen = () => stripVTControlCharacters(world.output.split('\x1b[H').at(-1)!);
const onScreen = (pattern: RegExp) =>
  until(
    () => `the screen shows ${pattern}: ${screen()}`,
    () => pattern.test(screen()),
  );

describe('kaohe watch on a terminal', () => {
  const terminal = { isTTY: true, columns: 80, rows: 24 };

  it('draws the ranking anew as something moves, tells what and why, and leaves the terminal as it was', async () => {
    const ended = world.type('watch', terminal);
    await onScreen(/^ +1 +west.* 3\.00 /m);
    await claimed('12', '1', 'east');
    await claimed('2', '1', 'east');
    await onScreen(/^ +2 +▼1 +west/m);
    expect(screen()).toMatch(/^\d\d:\d\d:\d\d v3 east 3\.00→6\.00 {2}2: 0\.00→3\.00 own claim\n.* v3 west ▼ 1→2$/m);
    expect(screen()).toMatch(/live · Ctrl-C ends it$/m);
    world.control.abort();
    expect(await ended).toBe(0);
    expect(world.output.startsWith('\x1b[?1049h\x1b[?25l')).toBe(true);
    expect(world.output.split('\x1b[?25h\x1b[?1049l')[1]).toMatch(/▼1/);
    expect(world.complaints).toBe('');
  });

  it('fits into a low terminal, and says that there is more', async () => {
    const ended = world.type('watch', { ...terminal, rows: 8 });
    await onScreen(/… \d more/);
    expect(screen().split('\n').length).toBeLessThanOrEqual(8);
    world.control.abort();
    await ended;
  });

  it('shows the grades of each moment, and which veto lowered one, also where no points move', async () => {
    await openMixed();
    const ended = world.type('watch -c mixed', terminal);
    await onScreen(/^ +1 +east.* 10\.00 +良好 /m);
    await record('cases', '0');
    await onScreen(/^ +1 +east.* 16\.00 +优秀 /m);
    await record('veto', '1');
    await onScreen(/^ +1 +east.* 16\.00 +良好 \(veto\) .*Vetoes that lowered grades: veto veto$/ms);
    world.control.abort();
    expect(await ended).toBe(0);
  });

  const busy = { type: '/problems/busy', title: 'Busy', status: 503, detail: 'Later.' };
  it.each<Mishap>(['lost', Response.json(busy, { status: 503 })])(
    'reads grades again where that failed meanwhile',
    async (mishap) => {
      await openMixed();
      const ended = world.type('watch -c mixed', terminal);
      await onScreen(/live/);
      line.meanwhile = async () => {
        if (!line.asked.at(-1)!.target.includes('/ranking')) return;
        line.meanwhile = async () => undefined;
        line.mishaps.push(mishap);
        // Patience is over at once.
        vi.setSystemTime(Date.now() + 60_000);
      };
      vi.useFakeTimers({ toFake: ['Date'] });
      await record('cases', '0');
      await onScreen(/^ +1 +east.* 16\.00 +优秀 /m);
      expect(line.mishaps).toEqual([]);
      world.control.abort();
      expect(await ended).toBe(0);
    },
  );

  it('says that the connection is lost, and goes on when it is back', async () => {
    const ended = world.type('watch', terminal);
    await onScreen(/live/);
    line.mishaps.push(...Array<'lost'>(12).fill('lost'));
    await onScreen(/the connection is lost/);
    line.mishaps.length = 0;
    await claimed('12', '1', 'east');
    await onScreen(/live/);
    await onScreen(/^ +1 .*east/m);
    world.control.abort();
    expect(await ended).toBe(0);
  });

  it('leaves the terminal as it was where it is refused meanwhile', async () => {
    const ended = world.type('watch', terminal);
    await onScreen(/live/);
    line.mishaps.push(
      Response.json({ type: '/problems/forbidden', title: 'Forbidden', detail: 'No.' }, { status: 403 }),
    );
    expect(await ended).toBe(1);
    expect(world.output).toContain('\x1b[?1049l');
    expect(world.complaints).toContain('Forbidden');
  });
});

describe('kaohe watch elsewhere', () => {
  it('writes a line for each move, whole', async () => {
    const ended = world.type('watch', { environment: { LANG: 'zh_CN.UTF-8', COLUMNS: '30' } });
    await until('it reads', () => line.asked.length > 4);
    await claimed('12', '1', 'east');
    await shows(/v2 east区 0\.00→3\.00 ▲ 2→1 {2}12: 0\.00→3\.00 本区县\n/);
    expect(world.output).not.toContain('\x1b');
    world.control.abort();
    expect(await ended).toBe(0);
  });

  it('writes each change as JSON where that is asked for', async () => {
    const ended = world.type('watch --json');
    await until('it reads', () => line.asked.length > 4);
    await claimed('12', '1', 'east');
    await shows(/\n$/);
    expect(JSON.parse(world.output)).toMatchObject({ version: 2, causes: [{ district: 'east', revision: 1 }] });
    world.control.abort();
    await ended;
  });

  it('reads everything again where the service went back to an earlier moment', async () => {
    const gone = { type: '/problems/resync-needed', title: '', status: 410, detail: '', newest: 1 };
    line.meanwhile = async (request) => request === 5 && line.mishaps.push(Response.json(gone, { status: 410 }));
    const ended = world.type('watch --json');
    await until('it reads again', () => line.asked.filter(({ target }) => target.includes('/ranking')).length === 4);
    world.control.abort();
    expect(await ended).toBe(0);
  });

  it('ends when the year is sealed', async () => {
    const lenient = { ...cycleBody, id: '2018', onBlockers: 'verified-only' };
    await service.send('POST /v1/cycles', { caller: admin, body: lenient });
    await claimed('2', '1', 'east', '2018');
    const ended = world.type('watch -c 2018');
    await until('it reads', () => line.asked.length > 2);
    service.clock.time = Date.parse('2020-02-01T00:00:00+08:00');
    await service.send('POST /v1/cycles/2018/finalization', { caller: admin, body: {} });
    expect(await ended).toBe(0);
    expect(world.output).toMatch(/The year is sealed: the ranking moves no more\.\n$/);
  });
});
