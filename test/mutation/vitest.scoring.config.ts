import { settingsOf } from './domain-tests.ts';

export default settingsOf(
  /^lib\/(?:schemes\/|domain\/(?:rules|scoring|ranking)\/|domain\/(?:amount|book|ids|points|quantity|scheme|scheme-document|text|recalculation\/(?:board|recalculate))\.ts$)/,
  ['faulty-documents', 'not-applicable'],
);
