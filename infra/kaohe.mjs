#!/usr/bin/env node
// `kaohe` in the terminal. `verify` is handed on before anything of the product is read: the verifier shares no code with it.
import './needed-node.mjs';

const typed = process.argv.slice(2);
if (typed[0] === 'verify') await import('../lib/verifier/kaohe.ts');
else {
  const { kaohe } = await import('../lib/terminal/kaohe.ts');
  const control = new AbortController();
  if (typed[0] === 'watch') for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => control.abort());
  // Whoever reads the output may have seen enough of it, as `head` has.
  process.stdout.on('error', ({ code }) => process.exit(code === 'EPIPE' ? 0 : 1));
  process.exitCode = await kaohe(typed, {
    environment: process.env,
    output: process.stdout,
    complaints: process.stderr,
    signal: control.signal,
    whenResized: (redraw) => process.stdout.on('resize', redraw),
    runScheme: async (command) => (await import('../infra/methods/run-scheme.ts')).runScheme(command),
  });
}
