import { bookZh } from './book-zh.ts';
import { changesZh } from './changes-zh.ts';
import { chartsZh } from './charts-zh.ts';
import { cyclesZh } from './cycles-zh.ts';
import { importZh } from './import-zh.ts';
import { methodZh } from './method-zh.ts';
import { progressZh } from './progress-zh.ts';
import { scoreZh } from './score-zh.ts';
import { targetsZh } from './targets-zh.ts';
import { workZh } from './work-zh.ts';
import { yearZh } from './year-zh.ts';

/** The console's sentences in Chinese. The English table has the same shape, so that a missing one does not compile. */
export const zh = {
  shell: {
    title: '区县考核',
    skip: '跳到正文',
    cycle: '考核年度',
    person: '身份',
    navigation: '页面',
    anyone: '本机试用：任何人都可以任何身份操作，数据只存于本机。',
    persons: {
      auditor: '审计人员',
      'assessor-1': '考核人员甲',
      'assessor-2': '考核人员乙',
      'admin-1': '管理员甲',
      'admin-2': '管理员乙',
    },
    roles: { auditor: '审计人员', assessor: '考核人员', admin: '管理员', district: '区县填报人员' },
    signIn: '登录',
    signInNeeded: '请先登录。',
    noSignIn: '本系统尚未为此页面设置登录方式，请联系系统管理员。',
    signInAgain: '登录已过期。已填写的内容仍在，请重新登录后继续。',
    connectionLost: '网络已断开，正在重新连接……',
    noCycles: '还没有考核年度。管理员可在“年度”页面新建。',
    loading: '正在读取……',
    tryAgain: '重试',
    views: {
      ranking: '排名',
      score: '得分单',
      work: '待核定',
      book: '申报',
      targets: '任务下达',
      progress: '进度',
      changes: '变更记录',
      year: '年终',
      method: '考核办法',
      cycles: '年度',
    },
    notYours: '当前身份不能打开此页面。',
  },
  words: {
    claimed: '申报',
    verified: '核定',
    district: '区、县（市）',
    component: '考核内容',
    category: '类别',
    total: '总分',
    points: '得分',
    fullPoints: '分值',
    rank: '名次',
    value: '数值',
    target: '任务',
    basis: '依据',
    state: '状态',
    time: '时间',
    reason: '理由',
    note: '备注',
    all: '全部',
    none: '无',
    close: '关闭',
    cancel: '取消',
    save: '保存',
    print: '打印',
    tables: '下载表格',
    states: {
      missing: '未申报',
      claimed: '待核定',
      verified: '已核定',
      returned: '已退回',
      pending: '待裁量',
      'target-missing': '任务未下达',
    },
    cycleStates: { open: '申报中', verifying: '申报已截止，核定中', closing: '正在定稿', finalized: '已定稿' },
  },
  problems: {
    fault: '系统未能完成请求，请稍后重试。',
    lost: '没有收到答复，无法确认是否已送达。恢复连接后可再次提交，不会重复计入。',
  },
  ranking: {
    heading: '排名',
    basis: '依据',
    by: '排名项目',
    group: '分组',
    allGroups: '全部区、县（市）',
    since: '名次变化',
    sinceBeginning: '自开始以来',
    sinceVersions: (count: number) => `近 ${count} 版以来`,
    provisional: '暂定排名',
    sealed: '最终排名（已定稿）',
    asOf: (version: number, time: string) => `第 ${version} 版，截至 ${time}`,
    districts: (count: number) => `共 ${count} 个区、县（市）`,
    tied: '并列',
    rose: (places: number) => `上升 ${places} 位`,
    fell: (places: number) => `下降 ${places} 位`,
    same: '不变',
    why: '变化原因',
    moved: (name: string, from: number, to: number) => `${name}：第 ${from} 名变为第 ${to} 名`,
    manyMoved: (count: number) => `${count} 个区、县（市）有变动`,
    nobody: '没有符合条件的区、县（市）。',
    byOthers: '本身得分未变，因其他区、县（市）的得分变动而升降。',
    ownBook: (name: string) => `${name}本身的数据有变动`,
    columns: { claimedTotal: '申报总分', verifiedTotal: '核定总分', change: '变化' },
  },
  score: scoreZh,
  work: workZh,
  book: bookZh,
  targets: targetsZh,
  imports: importZh,
  progress: progressZh,
  changes: changesZh,
  charts: chartsZh,
  year: yearZh,
  method: methodZh,
  cycles: cyclesZh,
};

/** The shape that both tables have. */
export type Texts = typeof zh;
