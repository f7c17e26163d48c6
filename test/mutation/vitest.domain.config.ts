import { settingsOf } from './domain-tests.ts';

export default settingsOf(/^(?:events|lib\/domain|lib\/schemes)\//, [
  'build-snapshot',
  'faulty-documents',
  'recalculate',
  'tell-changes',
]);
