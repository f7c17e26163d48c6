import type { Command } from '../../lib/terminal/verb.ts';
import { checkMethod } from './check-method.ts';
import { previewMethod } from './preview-method.ts';

/** `kaohe scheme …`; the verb has looked at what was typed. */
export function runScheme(command: Command): Promise<number> {
  return command.positionals[0] === 'preview' ? previewMethod(command) : checkMethod(command);
}
