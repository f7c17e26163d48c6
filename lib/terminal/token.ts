import { isNotThere, issueToken } from './connection.ts';
import { type Command, UsageFault, type Verb } from './verb.ts';

/** `kaohe token`: a token of the local run. */
export const token: Verb = {
  usage: '--role district|assessor|auditor|admin [--district <id>] [--subject <name>] [--json]',
  summary: { zh: '取得本机运行的令牌', en: 'get a token of the local run' },
  help: {
    zh: '打印本机运行的令牌，供 KAOHE_TOKEN 使用：export KAOHE_TOKEN=$(npx kaohe token --role district --district zhenhai)。部署的系统由身份提供方发放令牌，此命令不适用。',
    en: 'Prints a token of the local run, to be put into KAOHE_TOKEN: export KAOHE_TOKEN=$(npx kaohe token --role district --district zhenhai). A deployment has its tokens from its identity provider; there this command gives none.',
  },
  takes: ['role', 'district', 'subject'],
  positionalsMax: 0,
  run: async ({ terminal, url, values }: Command) => {
    const { role, district, subject, json } = values;
    if (role === undefined) throw new UsageFault({ zh: '请用 --role 写明角色。', en: 'Name the role with --role.' });
    try {
      const token = await issueToken(url, terminal, { role, district, subject });
      terminal.print(json ? JSON.stringify({ token }) : token);
      return 0;
    } catch (fault) {
      if (!isNotThere(fault)) throw fault;
      throw new UsageFault({
        zh: `${url} 不发放令牌：请向其身份提供方申请。`,
        en: `${url} gives out no tokens: ask its identity provider for one.`,
      });
    }
  },
};
