import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { demoTimeout, useLocalRuns, welcomeOf } from '../support/local-run.ts';
import { projectText } from '../support/source-files.ts';

const runs = useLocalRuns();
const root = new URL('../..', import.meta.url);

/** The shell blocks that a README asks to paste into a terminal while a local run is running, in their order. */
function pastedBlocks(readme: string): string[] {
  const blocks = [...projectText(readme).matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map((match) => match[1]!);
  return blocks.filter((block) => block.includes('$API/'));
}

/** Pastes text into a shell of its own, as a reader does, against a run. */
async function paste(text: string, url: string) {
  const { host, port } = new URL(url);
  const { npm_config_loglevel: _, ...inherited } = process.env;
  const child = spawn('bash', ['-u'], {
    cwd: root,
    env: { ...inherited, PORT: port, XDG_STATE_HOME: runs.newDirectory() },
  });
  onTestFinished(() => void child.kill());
  let output = '';
  let complaints = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    complaints += chunk.toString();
  });
  child.stdin.end(text.replace('API=http://127.0.0.1:8787', `API=http://${host}`));
  const [code] = (await once(child, 'close')) as [number];
  return { code, output, complaints };
}

describe('the commands of the README, pasted in one go,', () => {
  const text = pastedBlocks('README.md').join('\n');

  it('are four blocks', () => {
    expect(pastedBlocks('README.md')).toHaveLength(4);
    expect(text.match(/^curl |\$\(curl /gm)!.length).toBeGreaterThan(12);
  });

  it(
    'work without a complaint, show no answer older than the claim, and end with a sealed year that holds',
    async () => {
      const run = await runs.start({ environment: { DEMO: 'on' } });
      await welcomeOf(run);
      const first = await paste(text, run.url);
      expect([first.complaints, first.code]).toEqual(['', 0]);
      const { output } = first;
      const inOrder = [
        /rank: 1,\n +district: 'jianggan'/,
        /district: 'zhenhai',\n +component: '16',\n +revision: 45,\n +state: 'claimed'/,
        /component: '16',\n +points: '3\.00'/,
        /Value 600 persons: place 2 among 12 districts with a value; the first 2 end at 600 persons, exactly at the cut\./,
        /district: 'songjiang'[\s\S]*points: \[ '3\.00', '0\.00' \][\s\S]*Values of other districts changed the places: Zhenhai/,
        /^ +1 .*zhenhai +59\.06 /m,
        /component: '3',\n +revision: \d+,\n +state: 'claimed'/,
        /id: 'trial-\d+'/,
        /^'sha256:[0-9a-f]{64}'\n46\n\[\n +\{\n +kind: 'target-missing'/m,
        /state: 'finalized',\n +revision: 1/,
        /\{ rank: 1, district: 'east', score: '0\.00' \}/,
        /^(?:结论：全部相符。|Result: everything agrees\.)$/m,
        /approvedBy: 'admin-2'/,
        /id: 'zhenhai',\n +url: 'http:[\s\S]*secret: 'whsec_/,
        /\{ delivered: false, fault: 'unreachable', status: null \}/,
      ];
      let at = 0;
      for (const sight of inOrder) {
        const found = sight.exec(output.slice(at));
        expect([sight, found === null ? output.slice(at, at + 2000) : 'found']).toEqual([sight, 'found']);
        at += found!.index;
      }
      const again = await paste(text, run.url);
      expect([again.complaints, again.code]).toEqual(['', 0]);
    },
    demoTimeout,
  );
});
