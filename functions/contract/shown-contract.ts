import { docsPage } from './docs-page.ts';
import { type OpenApiDocument, openApiDocument } from './openapi-document.ts';
import type { Route } from './route.ts';

/** The contract as its readers get it: as an OpenAPI document and as a page. */
export interface ShownContract {
  readonly openApi: OpenApiDocument;
  readonly docs: string;
}

/** Makes document and page of all routes. It takes all stories along: a function is given what was made before. */
export function showContract(routes: readonly Route[]): ShownContract {
  const openApi = openApiDocument(routes);
  return { openApi, docs: docsPage(openApi) };
}
