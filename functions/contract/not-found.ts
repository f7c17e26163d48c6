import { reject } from '../../lib/domain/rejection.ts';

/** The refusal of a scheme id that nobody has loaded. */
export const unknownScheme = reject('not-found', {
  zh: '没有这个考核办法；已有的见 GET /v1/schemes。',
  en: 'There is no such scheme; GET /v1/schemes lists those there are.',
});

/** The refusal of a cycle id that nobody has opened. */
export const unknownCycle = reject('not-found', {
  zh: '没有这个考核周期；已有的周期见 GET /v1/cycles。',
  en: 'There is no such cycle; GET /v1/cycles lists those there are.',
});

/** The refusal of a district that is not in the cycle's cohort. */
export const unknownDistrict = reject('not-found', {
  zh: '该考核周期中没有这个区县。',
  en: 'The cycle has no such district.',
});

/** The refusal of a component that the path names and the scheme lacks. */
export const unknownComponent = reject('not-found', {
  zh: '该周期的考核办法中没有这个考核内容编号。',
  en: 'The cycle’s scheme has no such component.',
});

/** The refusal of an id that no file of the book has. */
export const unknownEvidence = reject('not-found', {
  zh: '本区县台账没有这个编号的佐证材料。',
  en: 'The book has no evidence with this id.',
});

/** The refusal of a request id that nobody has made. */
export const unknownReopening = reject('not-found', {
  zh: '没有这个重新开放申请。',
  en: 'There is no such request to reopen.',
});
