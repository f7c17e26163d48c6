import { announceTableEndpoint } from './announce-table.ts';
import { getImportEndpoint } from './get-import.ts';
import { importFileEndpoint } from './import-file.ts';
import { getImportTemplateEndpoint } from './import-template.ts';

/** Tables that are handed in as files, and the templates of these. */
export const imports = [announceTableEndpoint, importFileEndpoint, getImportEndpoint, getImportTemplateEndpoint];
