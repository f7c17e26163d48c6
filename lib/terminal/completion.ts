import type { Terminal, Text } from './terminal.ts';
import { options, optionTexts, optionValues, UsageFault, type Verb } from './verb.ts';

/** What completion has to know of a verb. */
export interface Completable extends Pick<Verb, 'summary' | 'takes' | 'positional' | 'isFileNext'> {
  /** Options of its own, each with a value. */
  readonly ownOptions?: Readonly<Record<string, { readonly text: Text; readonly isFile: boolean }>>;
}

/** Something that can be typed, what it is for, and what can be typed behind it; `null` where nothing has to be. */
interface Word {
  readonly word: string;
  readonly says: string;
  readonly values: readonly string[] | 'file' | null;
}

/** A verb in the reader's language. */
interface CompletedVerb extends Omit<Word, 'values'> {
  readonly options: readonly Word[];
  readonly positional: Verb['positional'];
  readonly isFileNext: boolean;
}

const writers = { bash: forBash, zsh: forZsh, fish: forFish } as const;
type Shell = keyof typeof writers;
const shells = Object.keys(writers) as Shell[];

/** `kaohe completion`: what makes a shell complete verbs and options, in the language of whoever asks for it. */
export function completion(verbs: () => Readonly<Record<string, Completable>>): Verb {
  return {
    usage: shells.join('|'),
    summary: { zh: '输出命令行补全脚本', en: 'print a script by which a shell completes commands' },
    help: {
      zh: `bash 和 zsh：source <(npx kaohe completion bash)，zsh 则把 bash 换成 zsh
fish：npx kaohe completion fish | source
写入 shell 的启动文件即长期有效。补全的是命令 kaohe，可用 alias kaohe="npx kaohe" 取得。`,
      en: `bash and zsh: source <(npx kaohe completion bash), for zsh with zsh in place of bash
fish: npx kaohe completion fish | source
In the file that the shell starts with it lasts. What is completed is the command kaohe, such as alias kaohe="npx kaohe" makes.`,
    },
    takes: [],
    positional: shells,
    positionalsMax: 1,
    run: async ({ terminal, values, positionals: [shell = ''] }) => {
      if (!Object.hasOwn(writers, shell))
        throw new UsageFault({ zh: `请写明 ${shells.join('、')} 之一。`, en: `Name one of ${shells.join(', ')}.` });
      const completed = Object.entries(verbs()).map(([word, verb]) => completedOf(terminal, word, verb));
      const script = writers[shell as Shell](completed);
      terminal.print(values.json ? JSON.stringify({ script }) : script);
      return 0;
    },
  };
}

function completedOf(terminal: Terminal, word: string, verb: Completable): CompletedVerb {
  const own = Object.entries(verb.ownOptions ?? {}).map(([name, { text, isFile }]): Word => {
    return { word: `--${name}`, says: terminal.say(text), values: isFile ? 'file' : [] };
  });
  const taken = [...verb.takes, 'json', 'help'] as const;
  const shared = taken.map((name): Word => {
    const values = options[name].type === 'boolean' ? null : (optionValues[name] ?? []);
    return { word: `--${name}`, says: terminal.say(optionTexts[name]), values };
  });
  const { summary, positional, isFileNext = false } = verb;
  return { word, says: terminal.say(summary), options: [...own, ...shared], positional, isFileNext };
}

/** A text as one word of a shell. */
const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** Bash knows no descriptions: where several words fit they are listed with theirs, and one alone is typed without. */
function forBash(verbs: readonly CompletedVerb[]): string {
  const listed = (words: readonly Omit<Word, 'values'>[]) =>
    words.map(({ word, says }) => quoted(says === '' ? word : `${word}\t${says}`)).join(' ');
  const plain = (words: readonly string[]) => listed(words.map((word) => ({ word, says: '' })));
  const behindOptions = verbs.flatMap((verb) =>
    verb.options.flatMap(({ word, values }) =>
      values === null
        ? []
        : [`    *:${verb.word}:${word}) ${values === 'file' ? 'isFile=1' : `told=(${plain(values)})`} ;;`],
    ),
  );
  const behindVerbs = verbs.map(({ word, options, positional, isFileNext }) => {
    const first = Array.isArray(positional) ? ` ${plain(positional)}` : '';
    return `    *:${word}:*) told=(${listed(options)}${first}); isFile=${Number(positional === 'file' || isFileNext)} ;;`;
  });
  return `_kaohe() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" isFile=0 line
  local -a told=() found=()
  case "$COMP_CWORD:\${COMP_WORDS[1]}:$before" in
    1:*) told=(${listed(verbs)}) ;;
${[...behindOptions, ...behindVerbs].join('\n')}
  esac
  COMPREPLY=()
  for line in "\${told[@]}"; do [[ "$line" == "$current"* ]] && found+=("$line"); done
  if ((\${#found[@]} == 1)) || [[ "\${COMP_TYPE:-9}" == 37 ]]; then COMPREPLY=("\${found[@]%%$'\\t'*}")
  else for line in "\${found[@]}"; do COMPREPLY+=("\${line/$'\\t'/  -- }"); done; fi
  if ((isFile && \${#found[@]} == 0)); then compopt -o default 2>/dev/null; fi
}
complete -F _kaohe kaohe`;
}

function forZsh(verbs: readonly CompletedVerb[]): string {
  const plain = (text: string) => text.replace(/[:[\]\\]/g, '\\$&');
  const cases = verbs.map(({ word, options, positional, isFileNext }) => {
    const behind = options.map(({ word: option, says, values }) => {
      const value = values === null ? '' : values === 'file' ? ':file:_files' : `:value:(${values.join(' ')})`;
      return quoted(`${option}[${plain(says)}]${value}`);
    });
    const first = Array.isArray(positional)
      ? quoted(`1:value:(${positional.join(' ')})`)
      : positional === 'file'
        ? quoted('*:file:_files')
        : '';
    const next = isFileNext ? quoted('2:file:_files') : '';
    return `    ${word}) _arguments ${[...behind, first, next].filter(Boolean).join(' ')} ;;`;
  });
  return `#compdef kaohe
_kaohe() {
  local -a verbs=(${verbs.map(({ word, says }) => quoted(`${word}:${plain(says)}`)).join(' ')})
  if ((CURRENT == 2)); then _describe kaohe verbs; return; fi
  shift words
  ((CURRENT--))
  case $words[1] in
${cases.join('\n')}
  esac
}
compdef _kaohe kaohe`;
}

function forFish(verbs: readonly CompletedVerb[]): string {
  return verbs
    .flatMap(({ word, says, options, positional, isFileNext }) => {
      const behind = `complete -c kaohe -n '__fish_seen_subcommand_from ${word}'`;
      return [
        `complete -c kaohe -n __fish_use_subcommand -f -a ${word} -d ${quoted(says)}`,
        ...options.map(({ word: option, says: what, values }) => {
          const value = values === null ? '' : values === 'file' ? ' -r' : ` -x -a ${quoted(values.join(' '))}`;
          return `${behind} -l ${option.slice(2)} -d ${quoted(what)}${value}`;
        }),
        Array.isArray(positional)
          ? `${behind}${isFileNext ? ' -F' : ' -f'} -a ${quoted(positional.join(' '))}`
          : `${behind}${positional === 'file' ? ' -F' : ' -f'}`,
      ];
    })
    .join('\n');
}
