import type { Text } from './text.ts';

/**
 * What a file holds besides what is seen of it, by stable words [T 47]. It stays usable: whoever judges is told, and looks
 * closer. The sentences are for people; portals branch on the words.
 */
export const warningTexts = {
  javascript: {
    zh: '文件含有 JavaScript 脚本，打开时可能运行。',
    en: 'It holds JavaScript, which may run when it is opened.',
  },
  'launch-action': {
    zh: '文件含有启动其他程序或文件的动作。',
    en: 'It holds an action that starts another program or file.',
  },
  'embedded-file': {
    zh: '文件内附带其他文件，须另行查看。',
    en: 'Other files are attached inside it; look at them separately.',
  },
  'embedded-object': {
    zh: '文件内嵌有其他程序的对象（OLE 对象、控件或文档）。',
    en: 'Objects of other programs are embedded in it (OLE objects, controls or documents).',
  },
  'remote-template': {
    zh: '文件套用外部模板，打开时会从别处读取。',
    en: 'It takes its template from elsewhere when it is opened.',
  },
  'external-link': {
    zh: '文件引用外部内容或向外提交数据，所见内容可能随外部变化。',
    en: 'It refers to content elsewhere or sends data there, so that what is seen may change.',
  },
  'hidden-data': {
    zh: '文件中藏有其他格式的内容，或在正常结尾之后另有数据。',
    en: 'It hides content of another format, or data behind its end.',
  },
  encrypted: { zh: '文件已加密，无法检查其内容。', en: 'It is encrypted, so it could not be looked into.' },
  'not-inspected': { zh: '文件有部分内容无法检查。', en: 'Parts of it could not be looked into.' },
} as const satisfies Readonly<Record<string, Text>>;

/** The word of a warning. */
export type EvidenceWarning = keyof typeof warningTexts;

/** All words, in the order in which warnings are told. */
export const warningWords = Object.keys(warningTexts) as EvidenceWarning[];
